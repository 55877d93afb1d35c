package io.stargazer.rpc.bulk;

import java.nio.ByteBuffer;

/** Numbers as requests of four bytes, or none for a zero-length request. */
final class Numbers {

    private Numbers() {}

    static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    static int of(byte[] bytes) {
        return bytes.length == 0 ? 0 : ByteBuffer.wrap(bytes).getInt();
    }

    static BulkRequests upFrom(int first, int size) {
        BulkRequests requests = new BulkRequests();
        for (int at = 0; at < size; at++) {
            requests.add(bytes(first + at));
        }
        return requests;
    }
}
