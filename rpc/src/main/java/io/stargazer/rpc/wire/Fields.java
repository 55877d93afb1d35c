package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private Fields() {}

    /** Eight bytes of an array. */
    public static long getLong(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void setLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    /** Two bytes of an array. */
    public static int getUnsignedShort(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at) & 0xFFFF;
    }

    static void setShort(byte[] bytes, int at, int value) {
        SHORTS.set(bytes, at, (short) value);
    }

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

    /** Whether a string travels whole. */
    public static boolean fits(String text) {
        return text.length() <= MAX_STRING_BYTES / 3
                || ByteBufUtil.utf8Bytes(text) <= MAX_STRING_BYTES;
    }

    /** Cuts a string that does not fit, such as a long sentence. */
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
