package io.stargazer.server.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How many commands become one log entry. Big-endian:
 *
 * <pre>
 *   u8 layout = 1 | i64 proposer | i64 sequence | i64 leader millis | i32 count | count x (i32 length, bytes)
 * </pre>
 *
 * The layout is frozen: logs are read for ever. Another one gets another number.
 */
public final class EntryCodec {

    private static final byte LAYOUT = 1;
    private static final int HEADER_BYTES = 1 + 3 * Long.BYTES + Integer.BYTES;
    private static final int ITEM_BYTES = Integer.BYTES;

    /** The largest item that fits into an entry by itself. */
    public static final int MAX_ITEM_BYTES =
            ReplicatedLog.MAX_ENTRY_BYTES - HEADER_BYTES - ITEM_BYTES;

    private EntryCodec() {}

    /**
     * Who wrote the entry, and when.
     *
     * @param proposer random id of the proposing {@link CommandPipeline}
     * @param sequence counts the entries of that pipeline, from 1
     * @param leaderMillis wall clock of the proposer, never backwards within one pipeline
     */
    public record Header(long proposer, long sequence, long leaderMillis) {}

    /** A decoded entry; the items are in the order of submission. */
    public record Entry(Header header, List<byte[]> items) {}

    /** Bytes of an entry of these items. */
    static long sizeOf(long items, long itemBytes) {
        return HEADER_BYTES + items * ITEM_BYTES + itemBytes;
    }

    public static byte[] encode(Header header, List<byte[]> items) {
        long bytes = 0;
        for (byte[] item : items) {
            bytes += item.length;
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(sizeOf(items.size(), bytes)));
        out.put(LAYOUT).putLong(header.proposer).putLong(header.sequence);
        out.putLong(header.leaderMillis).putInt(items.size());
        for (byte[] item : items) {
            out.putInt(item.length).put(item);
        }
        return out.array();
    }

    /**
     * Takes an entry apart.
     *
     * @throws IllegalArgumentException when this is not an entry of a layout known here: the log
     *     holds what a newer program wrote, and the process must stop
     */
    public static Entry decode(byte[] entry) {
        ByteBuffer in = ByteBuffer.wrap(entry);
        require(entry.length >= HEADER_BYTES, "shorter than its header");
        byte layout = in.get();
        require(layout == LAYOUT, "layout " + layout + " is not known");
        Header header = new Header(in.getLong(), in.getLong(), in.getLong());
        int count = in.getInt();
        require(count >= 0 && count <= in.remaining() / ITEM_BYTES, "impossible count " + count);
        List<byte[]> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            require(in.remaining() >= ITEM_BYTES, "ends within item " + i);
            int length = in.getInt();
            require(length >= 0 && length <= in.remaining(), "ends within item " + i);
            byte[] item = new byte[length];
            in.get(item);
            items.add(item);
        }
        require(!in.hasRemaining(), "has bytes after its last item");
        return new Entry(header, items);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("a log entry cannot be read: " + what);
        }
    }
}
