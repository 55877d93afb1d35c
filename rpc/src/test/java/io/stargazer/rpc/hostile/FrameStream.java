package io.stargazer.rpc.hostile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts bytes into frames as the document says, and knows nothing of the house. */
public final class FrameStream {

    /** A frame; {@code id} is unsigned. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Frame(int type, int flags, int id, byte[] body) {

        public ByteBuffer read() {
            return ByteBuffer.wrap(body);
        }

        /** What it takes of the credit, when it is an ITEM. */
        long credit() {
            return Math.max(1, (body.length + 4095) / 4096);
        }
    }

    private static final int HEAD = 6;

    private int mostBytes;
    private byte[] bytes = new byte[1024];
    private int from;
    private int to;
    private boolean broken;

    public FrameStream(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** From the next frame on. */
    public void most(int changedBytes) {
        mostBytes = changedBytes;
    }

    public void add(byte[] more, int start, int end) {
        if (to + end - start > bytes.length) {
            bytes = Arrays.copyOfRange(bytes, from, Math.max(bytes.length, to - from + end) * 2);
            to -= from;
            from = 0;
        }
        System.arraycopy(more, start, bytes, to, end - start);
        to += end - start;
    }

    public @Nullable Frame next() {
        if (broken || to - from < 4) {
            return null;
        }
        int length = ByteBuffer.wrap(bytes).getInt(from);
        if (length < HEAD || length > mostBytes) {
            broken = true;
            return null;
        }
        if (to - from < 4 + length) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(bytes, from + 4, HEAD);
        Frame frame =
                new Frame(
                        head.get() & 0xFF,
                        head.get() & 0xFF,
                        head.getInt(),
                        Arrays.copyOfRange(bytes, from + 4 + HEAD, from + 4 + length));
        from += 4 + length;
        if (from == to) {
            from = 0;
            to = 0;
        }
        return frame;
    }

    /** Every byte belonged to a whole frame. */
    public boolean isAtEnd() {
        return !broken && from == to;
    }

    public boolean isBroken() {
        return broken;
    }
}
