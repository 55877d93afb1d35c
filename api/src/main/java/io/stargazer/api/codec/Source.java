package io.stargazer.api.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what a {@link Sink} wrote. Every read checks its bounds and throws {@link Malformed}
 * instead of reading past the end or allocating more than what is there. Not thread-safe.
 */
public final class Source {

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;

    public Source(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public Source(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    public int remaining() {
        return end - at;
    }

    /** Call after the last read: bytes left over mean that the two sides disagree. */
    public void expectEnd() {
        if (at != end) {
            throw new Malformed((end - at) + " bytes left over after the last value");
        }
    }

    public byte raw() {
        require(1);
        return bytes[at++];
    }

    public long unsigned() {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++]; // most are short
        }
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = raw();
            if (shift == 63 && (b & 0xFE) != 0) {
                break;
            }
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new Malformed("a number is longer than 64 bits");
    }

    public long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    public int signedInt() {
        long value = signed();
        if (value != (int) value) {
            throw new Malformed("a number does not fit 32 bits");
        }
        return (int) value;
    }

    public long fixed64() {
        require(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        at += 8;
        return value;
    }

    public boolean bool() {
        byte value = raw();
        if (value != 0 && value != 1) {
            throw new Malformed("a truth value is neither 0 nor 1");
        }
        return value == 1;
    }

    /**
     * A number of things that follow, each at least one byte, so that a short input cannot announce
     * a long list.
     */
    public int count() {
        long value = unsigned();
        if (value < 0 || value > remaining()) {
            throw new Malformed(
                    "a length of " + value + " exceeds the " + remaining() + " bytes left");
        }
        return (int) value;
    }

    public byte[] bytes() {
        int length = count();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    public String string() {
        int length = count();
        if (length == 0) {
            return "";
        }
        int start = at;
        at += length;
        for (int i = start; i < at; i++) {
            if (bytes[i] < 0) {
                return decodeUtf8(start, length);
            }
        }
        return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }

    private String decodeUtf8(int start, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("a text is not valid UTF-8", e);
        }
    }

    void enter() {
        if (++depth > Sink.MAX_DEPTH) {
            throw new Malformed("nested more than " + Sink.MAX_DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }

    private void require(int length) {
        if (end - at < length) {
            throw new Malformed("the bytes end in the middle of a value");
        }
    }
}
