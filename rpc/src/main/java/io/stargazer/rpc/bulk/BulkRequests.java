package io.stargazer.rpc.bulk;

import java.util.Arrays;
import java.util.List;

/**
 * Requests that are to be made together: their bytes in one array, one after the other. May be
 * called with any number of times; must not be changed from the first time on. Filled by one
 * thread.
 */
public final class BulkRequests {

    /** Most requests in one. */
    public static final int MAX_SIZE = 1 << 16;

    private byte[] bytes;
    private int[] ends;
    private int size;
    private int longest;

    public BulkRequests() {
        this(16, 256);
    }

    /** With room for so many requests and bytes; there may be more. */
    public BulkRequests(int expectedRequests, int expectedBytes) {
        bytes = new byte[expectedBytes];
        ends = new int[Math.max(1, expectedRequests)];
    }

    public static BulkRequests of(List<byte[]> requests) {
        BulkRequests all =
                new BulkRequests(
                        requests.size(), requests.stream().mapToInt(each -> each.length).sum());
        requests.forEach(all::add);
        return all;
    }

    public BulkRequests add(byte[] request) {
        return add(request, 0, request.length);
    }

    /**
     * Copies a part of {@code from} as one more request.
     *
     * @throws IllegalStateException there are {@value #MAX_SIZE} already, or 2 GiB
     */
    public BulkRequests add(byte[] from, int offset, int length) {
        int start = totalBytes();
        if (size == MAX_SIZE || start + length < 0) {
            throw new IllegalStateException(
                    "at most " + MAX_SIZE + " requests and 2 GiB go into one bulk call");
        }
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(start + length, doubled(bytes.length)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
        }
        System.arraycopy(from, offset, bytes, start, length);
        ends[size++] = start + length;
        longest = Math.max(longest, length);
        return this;
    }

    private static int doubled(int length) {
        return length * 2 < 0 ? Integer.MAX_VALUE - 8 : length * 2;
    }

    public int size() {
        return size;
    }

    /** Bytes of the longest. */
    public int longest() {
        return longest;
    }

    /** Of all requests. */
    public int totalBytes() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** The array that holds all requests; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where this request begins in {@link #bytes()}. */
    public int offset(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    public int length(int index) {
        return ends[index] - offset(index);
    }
}
