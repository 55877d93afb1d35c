package io.stargazer.api.codec;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes with value equality, for hashes and public keys in records. */
public final class Bytes implements Comparable<Bytes> {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** A copy of the array. */
    public static Bytes of(byte... value) {
        return new Bytes(value.clone());
    }

    /** A text in UTF-8. */
    public static Bytes utf8(String text) {
        return new Bytes(Sink.utf8(text));
    }

    /** Reads what {@link #writeTo} wrote. */
    static Bytes readFrom(Source source) {
        byte[] read = source.bytes();
        return read.length == 0 ? EMPTY : new Bytes(read);
    }

    /** A copy, for the caller to keep. */
    public byte[] toArray() {
        return value.clone();
    }

    public int size() {
        return value.length;
    }

    void writeTo(Sink sink) {
        sink.bytes(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
