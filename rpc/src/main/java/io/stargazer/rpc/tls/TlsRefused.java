package io.stargazer.rpc.tls;

/** The certificates cannot be used; the message says which file and why, and never shows a key. */
public final class TlsRefused extends Exception {

    private static final long serialVersionUID = 1L;

    public TlsRefused(String sentence) {
        super(sentence);
    }
}
