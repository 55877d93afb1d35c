package io.stargazer.rpc.bulk;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replies as they come in, one outcome for each index; the first counts. For the connection; event
 * loop only, until {@link #replies()} hands it on.
 */
public final class Gathering {

    private static final int GUESSED_BYTES = 32;
    private static final int HEAD_BYTES = 4 + FrameType.HEADER_BYTES;

    /** So much is looked at in one go, and there is room for so little at least. */
    private static final int SOME_BYTES = 4 << 10;

    private static final int ROOM_BYTES = 512;
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
        this.bytes = new byte[size * (HEAD_BYTES + GUESSED_BYTES) + ROOM_BYTES];
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
        makeRoom(length);
        body.getBytes(from, bytes, filled, length);
        take(index, filled, length);
        filled += length;
    }

    private void makeRoom(int more) {
        if (filled + more > bytes.length) {
            long doubled = Math.min(MOST_BYTES, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.max(filled + more, doubled));
        }
    }

    /**
     * Takes small responses that the same read has brought, with what stands before them: one copy
     * of many frames costs much less than one of each payload.
     *
     * @param indices given a call id, closes that call and tells its index; negative for one that
     *     is not of this gathering
     * @return false when the next frame is none of them, or large
     */
    public boolean takeSome(FrameReader frames, IntUnaryOperator indices) {
        if (filled > MOST_BYTES - ROOM_BYTES) {
            return false;
        }
        makeRoom(ROOM_BYTES);
        int most = Math.min(SOME_BYTES, bytes.length - filled);
        int end = filled + frames.peek(bytes, filled, most);
        int at = filled;
        while (end - at >= HEAD_BYTES) {
            long head = Fields.getLong(bytes, at);
            int length = (int) (head >>> 32);
            if (!isWholeResponse(head, Math.min(frames.limit(), end - at - 4))) {
                break;
            }
            int callId = (int) head << 16 | Fields.getUnsignedShort(bytes, at + 8);
            int index = indices.applyAsInt(callId);
            if (index < 0) {
                break;
            }
            take(index, at + HEAD_BYTES, length - FrameType.HEADER_BYTES);
            at += 4 + length;
        }
        boolean hasTaken = at > filled;
        frames.skip(at - filled);
        filled = at;
        return hasTaken;
    }

    private static boolean isWholeResponse(long head, int longest) {
        int length = (int) (head >>> 32);
        return (head >>> 24 & 0xFF) == FrameType.RESPONSE.number()
                && length >= FrameType.HEADER_BYTES
                && length <= longest;
    }

    private void take(int index, int from, int length) {
        if (!has(index)) {
            offsets[index] = from;
            lengths[index] = length + 1;
            missing--;
        }
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
