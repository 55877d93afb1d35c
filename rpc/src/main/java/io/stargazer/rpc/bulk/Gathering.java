package io.stargazer.rpc.bulk;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Replies as they come in, one outcome for each index; the first counts. For the connection; event
 * loop only, until {@link #replies()} hands it on.
 */
public final class Gathering {

    private static final int GUESSED_BYTES = 32;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int filled;
    private final int[] offsets;

    /** One more than the length; 0 while there is no outcome. */
    private final int[] lengths;

    private int missing;
    private final BitSet neverStarted = new BitSet(0);

    /** Most bulk calls need none. */
    private @Nullable Failure @Nullable [] failures;

    private int failed;

    public Gathering(int size) {
        this.bytes = new byte[Math.max(256, size * GUESSED_BYTES)];
        this.offsets = new int[size];
        this.lengths = new int[size];
        this.missing = size;
    }

    /** This one was answered with what is readable of {@code body}. */
    public void take(int index, ByteBuf body) {
        if (has(index)) {
            return;
        }
        int from = body.readerIndex();
        int length = body.writerIndex() - from;
        if (length > MOST_BYTES - filled) {
            fail(index, tooMuch(), false);
            return;
        }
        if (filled + length > bytes.length) {
            long doubled = Math.min(MOST_BYTES, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(filled + length, doubled));
        }
        body.getBytes(from, bytes, filled, length);
        offsets[index] = filled;
        lengths[index] = length + 1;
        filled += length;
        missing--;
    }

    private static Failure tooMuch() {
        return new Rejected(
                Status.TOO_LARGE,
                "rpc.bulk-reply-too-large",
                "the replies of a bulk call are over " + MOST_BYTES + " bytes");
    }

    /** This one has failed. */
    public void fail(int index, Failure why, boolean wasNeverStarted) {
        if (has(index)) {
            return;
        }
        @Nullable Failure[] all = failures;
        if (all == null) {
            all = new @Nullable Failure[lengths.length];
            failures = all;
        }
        all[index] = why;
        neverStarted.set(index, wasNeverStarted);
        lengths[index] = 1;
        failed++;
        missing--;
    }

    /** All from this index on that have no outcome have failed. */
    public void failMissing(int from, Failure why, boolean wereNeverStarted) {
        for (int index = from; index < lengths.length && missing > 0; index++) {
            fail(index, why, wereNeverStarted);
        }
    }

    /** This one has its outcome. */
    public boolean has(int index) {
        return lengths[index] != 0;
    }

    public boolean isComplete() {
        return missing == 0;
    }

    /** When complete. */
    public BulkReplies replies() {
        return new BulkReplies(this);
    }

    int size() {
        return lengths.length;
    }

    int failures() {
        return failed;
    }

    @Nullable Failure failure(int index) {
        return failures == null ? null : failures[index];
    }

    boolean neverStarted(int index) {
        return neverStarted.get(index);
    }

    byte[] bytes() {
        return bytes;
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index] - 1;
    }
}
