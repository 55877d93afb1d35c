package io.stargazer.api.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that bytes are written to. Numbers are LEB128 varints, 7 bits a byte, low bits
 * first; signed ones zigzag. Not thread-safe; reusable after {@link #clear()}.
 */
public final class Sink {

    private byte[] bytes;
    private int size;
    private int depth;

    /** How deep a type may be nested within itself. */
    static final int MAX_DEPTH = 100;

    public Sink() {
        this(256);
    }

    public Sink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public int size() {
        return size;
    }

    public Sink clear() {
        size = 0;
        depth = 0;
        return this;
    }

    /** A copy of what was written. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    public void raw(byte value) {
        ensure(1);
        bytes[size++] = value;
    }

    public void raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** An unsigned varint, 1 to 10 bytes. */
    public void unsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A zigzag varint, 1 to 10 bytes. */
    public void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    /** 8 bytes, big-endian. */
    public void fixed64(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void bool(boolean value) {
        raw((byte) (value ? 1 : 0));
    }

    /** Length, then the bytes. */
    public void bytes(byte[] value) {
        unsigned(value.length);
        raw(value, 0, value.length);
    }

    /**
     * Length in bytes, then UTF-8.
     *
     * @throws IllegalArgumentException when the text has half a surrogate pair: no UTF-8 says that,
     *     and what is read must be what was written
     */
    public void string(String value) {
        int length = value.length();
        if (length < 64 && writeAscii(value, length)) {
            return;
        }
        requireWholeCharacters(value);
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireWholeCharacters(String value) {
        if (value.codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c))) {
            throw new IllegalArgumentException("a text has half a surrogate pair");
        }
    }

    /** Most strings are short and plain: they need no array of their own. */
    private boolean writeAscii(String value, int length) {
        ensure(1 + length);
        int start = size;
        bytes[size++] = (byte) length;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = start;
                return false;
            }
            bytes[size++] = (byte) c;
        }
        return true;
    }

    /**
     * A 64-bit fingerprint of what was written, starting from another one: FNV-1a by byte with a
     * final mix. Stable for ever; quick, not cryptographic.
     */
    public long hash64(long seed) {
        long hash = seed ^ 0xcbf29ce484222325L;
        for (int i = 0; i < size; i++) {
            hash = (hash ^ (bytes[i] & 0xFF)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested more than " + MAX_DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
