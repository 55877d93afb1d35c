package io.stargazer.rpc;

import java.util.Arrays;

/**
 * What a caller shows to prove who it is (ID-2). The data plane carries it and does not look
 * inside.
 *
 * @param kind 0-255, agreed between the caller and the {@link Authenticator}; 1 is a signed token
 * @param bytes the proof itself; never printed
 */
public record Credential(int kind, byte[] bytes) {

    /** The kind of a signed token. */
    public static final int TOKEN = 1;

    public Credential {
        if (kind < 0 || kind > 255) {
            throw new IllegalArgumentException("a credential's kind is 0-255, not " + kind);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credential that
                && kind == that.kind
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * kind + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Credential[kind=" + kind + ", " + bytes.length + " bytes]";
    }
}
