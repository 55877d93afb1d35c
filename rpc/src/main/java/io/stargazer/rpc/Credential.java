package io.stargazer.rpc;

/**
 * What a caller shows to prove who it is (ID-2). The data plane carries it and does not look
 * inside. Immutable by agreement: nobody changes the bytes. They are never printed.
 */
public final class Credential {

    /** The kind of a signed token. */
    public static final int TOKEN = 1;

    private final int kind;
    private final byte[] bytes;

    /**
     * A proof of a kind.
     *
     * @param kind 0-255, agreed between the caller and the {@link Authenticator}; 1 is a signed
     *     token
     * @param bytes the proof itself
     */
    public Credential(int kind, byte[] bytes) {
        if (kind < 0 || kind > 255) {
            throw new IllegalArgumentException("a credential's kind is 0-255, not " + kind);
        }
        this.kind = kind;
        this.bytes = bytes;
    }

    public int kind() {
        return kind;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "Credential[kind=" + kind + ", " + bytes.length + " bytes]";
    }
}
