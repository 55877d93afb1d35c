package io.stargazer.api.codec;

/** Bytes that no writer of this codec could have written. Reading them again fails again. */
public final class Malformed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Malformed(String sentence) {
        super(sentence, null, false, false);
    }

    Malformed(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
