package io.stargazer.api.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer that bytes are written to. Numbers are LEB128 varints, 7 bits a byte, low bits
 * first; signed ones zigzag. Not thread-safe; reusable after {@link #clear()}.
 */
public final class Sink {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
        LONGS.set(bytes, size, value);
        size += 8;
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

    static byte[] utf8(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
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

    /** The fingerprint of what was written, starting from another one. */
    public long hash64(long seed) {
        return hash64(seed, bytes, 0, size);
    }

    /**
     * A 64-bit fingerprint of bytes, starting from another one: eight bytes at a time are mixed in
     * by a multiplication and a rotation, what is left over one by one, the length last. Stable for
     * ever; quick, not cryptographic.
     */
    public static long hash64(long seed, byte[] bytes, int offset, int length) {
        long hash = seed ^ 0xcbf29ce484222325L;
        int end = offset + length;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash, (long) LONGS.get(bytes, at));
        }
        for (; at < end; at++) {
            hash = mixed(hash, bytes[at] & 0xFF);
        }
        hash = mixed(hash, length);
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }

    private static long mixed(long hash, long word) {
        return Long.rotateLeft((hash ^ word) * 0x9E3779B97F4A7C15L, 29);
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
