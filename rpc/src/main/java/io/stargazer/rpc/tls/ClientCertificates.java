package io.stargazer.rpc.tls;

import java.util.Locale;

/** What a port asks of those who connect to it. Servers of one cluster need one in any case. */
public enum ClientCertificates {
    /** Nobody needs one, and nobody looks at one that is shown. */
    NONE,
    /** One that is shown must be of the authorities. */
    WANTED,
    /** Nobody comes in without. */
    REQUIRED;

    /** The word in files and variables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@link #word}.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    public static ClientCertificates parse(String word) {
        for (ClientCertificates each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "client certificates are none, wanted or required, not '" + word + "'");
    }
}
