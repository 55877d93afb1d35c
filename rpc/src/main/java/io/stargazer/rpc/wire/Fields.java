package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * The fields that frames are made of: varints and strings. A varint is unsigned, seven bits a byte,
 * low bits first, at most nine bytes (63 bits). A string is a varint of its bytes, then UTF-8.
 */
public final class Fields {

    /** Longest string in any frame. */
    public static final int MAX_STRING_BYTES = 8192;

    /** Longest name of a method, {@code service/method}. */
    public static final int MAX_METHOD_BYTES = 512;

    private Fields() {}

    public static void writeVarint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /**
     * Writes a varint at an index, where there is room for nine bytes.
     *
     * @return the index behind it
     */
    public static int setVarint(ByteBuf out, int index, long value) {
        int at = index;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.setByte(at++, (int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.setByte(at++, (int) rest);
        return at;
    }

    public static long readVarint(ByteBuf in) throws ProtocolViolation {
        int at = in.readerIndex();
        int end = in.writerIndex();
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            if (at == end) {
                throw tooEarly(1);
            }
            byte next = in.getByte(at++);
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                in.readerIndex(at);
                return value;
            }
        }
        throw ProtocolViolation.malformed("a number is longer than nine bytes");
    }

    /** Cuts a string that is too long for the wire. */
    public static void writeString(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (bytes > MAX_STRING_BYTES) {
            writeString(out, text.substring(0, MAX_STRING_BYTES / 4));
            return;
        }
        writeVarint(out, bytes);
        ByteBufUtil.writeUtf8(out, text);
    }

    public static String readString(ByteBuf in) throws ProtocolViolation {
        long bytes = readVarint(in);
        if (bytes > MAX_STRING_BYTES) {
            throw ProtocolViolation.malformed("a string of " + bytes + " bytes is too long");
        }
        need(in, (int) bytes);
        return in.readCharSequence((int) bytes, StandardCharsets.UTF_8).toString();
    }

    public static byte[] readRest(ByteBuf in) {
        int at = in.readerIndex();
        byte[] rest = new byte[in.writerIndex() - at];
        in.getBytes(at, rest);
        return rest;
    }

    public static void need(ByteBuf in, int bytes) throws ProtocolViolation {
        if (in.readableBytes() < bytes) {
            throw tooEarly(bytes - in.readableBytes());
        }
    }

    private static ProtocolViolation tooEarly(int missing) {
        return ProtocolViolation.malformed("the frame ends " + missing + " bytes too early");
    }
}
