package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection. Any thread may {@link #submit}; the first of a burst wakes the event
 * loop, which drains all that waits into one buffer and flushes once. What the event loop itself
 * writes goes into the same buffer, so frames leave in the order in which they were drained or
 * written.
 *
 * <p>Every other method belongs to the event loop.
 */
public final class Outbox {

    private static final int BUFFER_BYTES = 64 << 10;

    /** From this size on a payload is handed to the socket without being copied. */
    private static final int DIRECT_BYTES = 16 << 10;

    private final Channel channel;
    private final MessagePassingQueue<Outgoing> queue;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final Runnable drain = this::drainAndFlush;
    private @Nullable ByteBuf current;
    private int frameStart;
    private volatile @Nullable String closedBecause;

    public Outbox(Channel channel, MessagePassingQueue<Outgoing> queue) {
        this.channel = channel;
        this.queue = queue;
    }

    /**
     * Queues something to be written; any thread.
     *
     * @return false when the queue is full; the outgoing is neither written nor abandoned then
     */
    public boolean submit(Outgoing outgoing) {
        if (!queue.offer(outgoing)) {
            return false;
        }
        if (!armed.get() && armed.compareAndSet(false, true)) {
            wake();
        }
        return true;
    }

    private void wake() {
        try {
            channel.eventLoop().execute(drain);
        } catch (RejectedExecutionException stopped) {
            // The event loop has ended, so nobody else polls this queue.
            abandonAll("the event loop has ended");
        }
    }

    public void drainAndFlush() {
        armed.set(false);
        String reason = closedBecause;
        if (reason != null) {
            abandonAll(reason);
            return;
        }
        Outgoing next;
        while ((next = queue.poll()) != null) {
            next.write(this);
        }
        flush();
    }

    private void abandonAll(String reason) {
        Outgoing next;
        while ((next = queue.poll()) != null) {
            next.abandon(reason);
        }
    }

    public void flush() {
        push();
        channel.flush();
    }

    /** Starts a frame; its body is written to the result, then {@link #end()} sets the length. */
    public ByteBuf begin(FrameType type, int flags, int callId) {
        ByteBuf out = room();
        frameStart = out.writerIndex();
        out.writeInt(0).writeByte(type.number()).writeByte(flags).writeInt(callId);
        return out;
    }

    public void end() {
        end(0);
    }

    /** Ends a frame whose body goes on with {@code payload}. */
    public void end(byte[] payload) {
        ByteBuf out = room();
        if (payload.length < DIRECT_BYTES) {
            out.writeBytes(payload);
            end(0);
        } else {
            end(payload.length);
            push();
            var unused = channel.write(Unpooled.wrappedBuffer(payload), channel.voidPromise());
        }
    }

    /**
     * Ends a frame whose body goes on with {@code payload}, which is released once it is written.
     */
    public void end(ByteBuf payload) {
        if (payload.readableBytes() < DIRECT_BYTES) {
            room().writeBytes(payload);
            payload.release();
            end(0);
        } else {
            end(payload.readableBytes());
            push();
            var unused = channel.write(payload, channel.voidPromise());
        }
    }

    private void end(int bytesToFollow) {
        ByteBuf out = room();
        out.setInt(frameStart, out.writerIndex() - frameStart - 4 + bytesToFollow);
        if (out.writerIndex() >= BUFFER_BYTES - DIRECT_BYTES) {
            push();
        }
    }

    /** A frame without a body. */
    public void frame(FrameType type, int callId) {
        begin(type, 0, callId);
        end(0);
    }

    private ByteBuf room() {
        ByteBuf out = current;
        if (out == null) {
            out = channel.alloc().directBuffer(BUFFER_BYTES);
            current = out;
        }
        return out;
    }

    private void push() {
        ByteBuf full = current;
        if (full != null) {
            current = null;
            var unused = channel.write(full, channel.voidPromise());
        }
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** Any thread: the socket takes more before what waits is over the limit. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    public boolean isOpen() {
        return closedBecause == null;
    }

    /**
     * Writes what is there, then closes the channel; what is submitted from now on is abandoned.
     */
    public void close(String reason) {
        if (closedBecause == null) {
            closedBecause = reason;
            push();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            // A peer that does not read must not keep the connection.
            var unused = channel.eventLoop().schedule(this::closeNow, 1, TimeUnit.SECONDS);
        }
        abandonAll(reason);
    }

    private void closeNow() {
        var unused = channel.close();
    }

    /**
     * The channel is closed.
     *
     * @return why: the reason that was given to {@link #close}, else {@code reason}
     */
    public String closed(String reason) {
        String earlier = closedBecause;
        String why = earlier == null ? reason : earlier;
        closedBecause = why;
        if (current != null) {
            current.release();
            current = null;
        }
        abandonAll(why);
        return why;
    }
}
