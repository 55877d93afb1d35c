package io.stargazer.bench.log.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The few messages of etcd's API that are needed, in Protobuf's encoding, by hand. */
final class EtcdMessages {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int KIND_BITS = 3;

    private static final int RESPONSE_HEADER = 1;
    private static final int HEADER_MEMBER = 2;
    private static final int HEADER_TERM = 4;
    private static final int STATUS_LEADER = 4;
    private static final int WATCH_EVENTS = 11;

    private EtcdMessages() {}

    /** PutRequest: the key is field 1, the value field 2. */
    static byte[] put(byte[] key, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(key.length + value.length + 8);
        bytes(out, 1, key);
        bytes(out, 2, value);
        return out.toByteArray();
    }

    /** WatchRequest: field 1 is a WatchCreateRequest, whose fields 1 and 2 are a range of keys. */
    static byte[] watch(byte[] from, byte[] end) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes(out, 1, put(from, end));
        return out.toByteArray();
    }

    /** Whether a WatchResponse tells of a change; the first only says that it has begun. */
    static boolean hasEvents(byte[] response) {
        return find(response, WATCH_EVENTS) != null;
    }

    /** Whether a StatusResponse says that whoever answered leads. */
    static boolean leads(byte[] status) {
        long leader = number(status, STATUS_LEADER);
        return leader != 0 && leader == number(header(status), HEADER_MEMBER);
    }

    static long term(byte[] status) {
        return number(header(status), HEADER_TERM);
    }

    private static byte[] header(byte[] response) {
        ByteBuffer found = find(response, RESPONSE_HEADER);
        byte[] header = new byte[found == null ? 0 : Math.toIntExact(varint(found))];
        if (found != null) {
            found.get(header);
        }
        return header;
    }

    private static long number(byte[] message, int field) {
        ByteBuffer found = find(message, field);
        return found == null ? 0 : varint(found);
    }

    /** The message from the first value of the field on. */
    private static @Nullable ByteBuffer find(byte[] message, int field) {
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            if (tag >>> KIND_BITS == field) {
                return in;
            }
            switch ((int) tag & ((1 << KIND_BITS) - 1)) {
                case VARINT -> varint(in);
                case FIXED_64 -> in.position(in.position() + Long.BYTES);
                case BYTES -> {
                    int length = Math.toIntExact(varint(in));
                    in.position(in.position() + length);
                }
                case FIXED_32 -> in.position(in.position() + Integer.BYTES);
                default -> throw new IllegalArgumentException("no Protobuf: tag " + tag);
            }
        }
        return null;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no Protobuf: a number without an end");
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        out.write((field << KIND_BITS) | BYTES);
        int left = value.length;
        for (; left > 0x7F; left >>>= 7) {
            out.write((left & 0x7F) | 0x80);
        }
        out.write(left);
        out.writeBytes(value);
    }
}
