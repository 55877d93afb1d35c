package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;

/**
 * What leaves a channel through a ring. What does not fit waits here, and when too much waits the
 * channel is unwritable, by the same marks as a socket. Event loop only.
 */
final class RingOutlet {

    /** Which of Netty's user-defined reasons for being unwritable is ours. */
    private static final int WRITABILITY = 1;

    private record Waiting(ByteBuf bytes, ChannelPromise promise) {}

    private final Channel channel;
    private final RingWriter writer;
    private final Runnable wakeReader;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean full;
    private boolean closed;

    RingOutlet(Channel channel, RingWriter writer, Runnable wakeReader) {
        this.channel = channel;
        this.writer = writer;
        this.wakeReader = wakeReader;
    }

    /** Takes the bytes; the reader sees them after {@link #flush}. */
    void write(ByteBuf bytes, ChannelPromise promise) throws RingViolation {
        if (closed) {
            refuse(new Waiting(bytes, promise));
            return;
        }
        if (waiting.isEmpty()) {
            writer.copy(bytes);
        }
        if (waiting.isEmpty() && !bytes.isReadable()) {
            written(bytes, promise);
        } else {
            waiting.add(new Waiting(bytes, promise));
            waits(bytes.readableBytes());
        }
    }

    private void written(ByteBuf bytes, ChannelPromise promise) {
        bytes.release();
        if (!promise.isVoid()) {
            publish();
            promise.trySuccess();
        }
    }

    void flush() throws RingViolation {
        if (!closed) {
            push();
            publish();
        }
    }

    /**
     * Goes on when the reader has made room.
     *
     * @return whether it had
     */
    boolean goOn() throws RingViolation {
        if (closed || waiting.isEmpty() || writer.room() == 0) {
            return false;
        }
        flush();
        return true;
    }

    private void push() throws RingViolation {
        Waiting first;
        while ((first = waiting.peek()) != null) {
            int before = first.bytes().readableBytes();
            writer.copy(first.bytes());
            waits(first.bytes().readableBytes() - before);
            if (!first.bytes().isReadable()) {
                waiting.remove();
                written(first.bytes(), first.promise());
            } else {
                publish();
                if (writer.awaitRoom()) {
                    return;
                }
            }
        }
    }

    private void publish() {
        if (writer.publish()) {
            wakeReader.run();
        }
    }

    /** Too much waits for the reader. */
    boolean isFull() {
        return full;
    }

    private void waits(int bytes) {
        waitingBytes += bytes;
        int mark =
                full
                        ? channel.config().getWriteBufferLowWaterMark()
                        : channel.config().getWriteBufferHighWaterMark();
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        if (waitingBytes > mark != full && out != null) {
            full = !full;
            out.setUserDefinedWritability(WRITABILITY, !full);
        }
    }

    /** Nothing leaves any more, and what waits never will. */
    void close() {
        closed = true;
        waiting.forEach(RingOutlet::refuse);
        waiting.clear();
    }

    private static void refuse(Waiting refused) {
        refused.bytes().release();
        refused.promise().tryFailure(new ClosedChannelException());
    }
}
