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

    private Fields() {}

    public static void writeVarint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long readVarint(ByteBuf in) throws ProtocolViolation {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            need(in, 1);
            byte next = in.readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
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
        byte[] rest = new byte[in.readableBytes()];
        in.readBytes(rest);
        return rest;
    }

    public static void need(ByteBuf in, int bytes) throws ProtocolViolation {
        if (in.readableBytes() < bytes) {
            throw ProtocolViolation.malformed(
                    "the frame ends " + (bytes - in.readableBytes()) + " bytes too early");
        }
    }
}
