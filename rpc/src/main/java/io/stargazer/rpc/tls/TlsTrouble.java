package io.stargazer.rpc.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be secured, in plain words. */
public final class TlsTrouble {

    private TlsTrouble() {}

    /**
     * The sentence, or null when it is not TLS that failed: with a sentence nothing has been asked
     * of the other side.
     */
    public static @Nullable String sentence(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof DecoderException || isPlainWrapper(cause))
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof SSLException)) {
            return null;
        }
        String words = String.valueOf(cause.getMessage());
        if (cause instanceof NotSslRecordException || words.contains("Unsupported or unrecogni")) {
            return "it does not speak TLS";
        }
        if (!(cause instanceof SSLHandshakeException)) {
            return null;
        }
        if (words.contains("certificate_required")) {
            return "it wants a certificate, and we have none that it asks for";
        }
        if (words.contains("fatal alert")) {
            return "it does not accept our side of TLS, most likely our certificate ("
                    + words
                    + ")";
        }
        return words;
    }

    private static boolean isPlainWrapper(Throwable cause) {
        return cause.getClass() == IOException.class;
    }
}
