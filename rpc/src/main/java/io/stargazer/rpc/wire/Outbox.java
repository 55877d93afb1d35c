package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.stargazer.rpc.loop.BurstClock;
import io.stargazer.rpc.loop.WritePages;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection. Any thread may {@link #submit}; the first of a burst wakes the event
 * loop, which drains all that waits into one buffer and flushes once. What the event loop itself
 * writes goes into the same buffer, so frames leave in the order in which they were drained or
 * written.
 *
 * <p>While the loop handles what a read brought, nobody needs to wake it, and what it submits to
 * itself is written at once: {@link #drainAndFlush} ends such a burst. What waits is bounded by the
 * queue and by bytes.
 *
 * <p>Every method but submit and isWritable belongs to the event loop.
 */
public final class Outbox {

    /** From this size on a payload is handed to the socket without being copied. */
    private static final int DIRECT_BYTES = 16 << 10;

    /** Smaller ones are bounded by the length of the queue alone: counting costs more. */
    private static final int COUNTED_BYTES = 128;

    private static final int LENGTH_AND_HEADER_BYTES = 4 + FrameType.HEADER_BYTES;

    private final Channel channel;
    private final MessagePassingQueue<Outgoing> queue;
    private final long mostWaitingBytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final BurstClock clock = new BurstClock();
    private final Runnable drain = this::drainInTask;
    private @Nullable ByteBuf current;
    private int frameStart;
    private boolean frameIsOpen;
    private volatile @Nullable String closedBecause;

    /**
     * The way out of a channel.
     *
     * @param mostWaitingBytes what may wait in the queue before {@link #submit} refuses
     */
    public Outbox(Channel channel, MessagePassingQueue<Outgoing> queue, long mostWaitingBytes) {
        this.channel = channel;
        this.queue = queue;
        this.mostWaitingBytes = mostWaitingBytes;
    }

    /**
     * Queues something to be written; any thread.
     *
     * @return false when too much waits; the outgoing is neither written nor abandoned then
     */
    public boolean submit(Outgoing outgoing) {
        if (channel.eventLoop().inEventLoop() && mayWriteNow()) {
            writeOrAbandon(outgoing);
            return true;
        }
        if (!count(outgoing.bytes())) {
            return false;
        }
        if (!queue.offer(outgoing)) {
            discount(outgoing.bytes());
            return false;
        }
        if (!armed.get() && armed.compareAndSet(false, true)) {
            wake();
        }
        return true;
    }

    /** It will be flushed soon, cuts no frame in two and overtakes nothing. */
    private boolean mayWriteNow() {
        return clock.isBursting() && !frameIsOpen && queue.isEmpty();
    }

    /** Whatever its size, one that waits alone is let in. */
    private boolean count(int bytes) {
        if (bytes < COUNTED_BYTES) {
            return true;
        }
        long before = waitingBytes.getAndAdd(bytes);
        if (before > 0 && before + bytes > mostWaitingBytes) {
            waitingBytes.getAndAdd(-bytes);
            return false;
        }
        return true;
    }

    private void discount(int bytes) {
        if (bytes >= COUNTED_BYTES) {
            waitingBytes.getAndAdd(-bytes);
        }
    }

    private void wake() {
        try {
            channel.eventLoop().execute(drain);
        } catch (RejectedExecutionException stopped) {
            // The event loop has ended, so nobody else polls this queue.
            abandonAll("the event loop has ended");
        }
    }

    private void writeOrAbandon(Outgoing outgoing) {
        String reason = closedBecause;
        if (reason == null) {
            outgoing.write(this);
        } else {
            outgoing.abandon(reason);
        }
    }

    private @Nullable Outgoing poll() {
        Outgoing next = queue.poll();
        if (next != null) {
            discount(next.bytes());
        }
        return next;
    }

    /** A read from the socket brought something: many frames may follow, then a drain. */
    public void beginBurst() {
        if (!clock.isBursting()) {
            clock.begin();
            armed.set(true);
        }
    }

    private void drainInTask() {
        clock.begin();
        drainAndFlush();
    }

    /** Writes all that waits, sends it, and ends the burst. */
    public void drainAndFlush() {
        drainAll();
        armed.set(false);
        // What came meanwhile has seen this armed, so nobody else will come for it.
        drainAll();
        clock.end();
        flush();
    }

    private void drainAll() {
        Outgoing next;
        while ((next = poll()) != null) {
            writeOrAbandon(next);
        }
    }

    private void abandonAll(String reason) {
        Outgoing next;
        while ((next = poll()) != null) {
            next.abandon(reason);
        }
    }

    /** Sends what is written; in a burst that happens at its end. */
    public void flush() {
        if (!clock.isBursting()) {
            push();
            channel.flush();
        }
    }

    /** Starts a frame; its body is written to the result, then {@link #end()} sets the length. */
    public ByteBuf begin(FrameType type, int flags, int callId) {
        ByteBuf out = room(LENGTH_AND_HEADER_BYTES);
        frameStart = out.writerIndex();
        frameIsOpen = true;
        head(out, frameStart, 0, type.number() << 8 | flags, callId);
        out.writerIndex(frameStart + LENGTH_AND_HEADER_BYTES);
        return out;
    }

    private static void head(ByteBuf out, int at, int length, int typeAndFlags, int callId) {
        out.setLong(at, (long) length << 32 | (long) typeAndFlags << 16 | callId >>> 16);
        out.setShort(at + 8, callId);
    }

    public void end() {
        end(0);
    }

    /** Ends a frame whose body goes on with {@code payload}. */
    public void end(byte[] payload) {
        if (payload.length < DIRECT_BYTES) {
            ByteBuf out = room(payload.length);
            int at = out.writerIndex();
            out.setBytes(at, payload).writerIndex(at + payload.length);
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
            room(payload.readableBytes()).writeBytes(payload);
            payload.release();
            end(0);
        } else {
            end(payload.readableBytes());
            push();
            var unused = channel.write(payload, channel.voidPromise());
        }
    }

    private void end(int bytesToFollow) {
        ByteBuf out = room(0);
        out.setInt(frameStart, out.writerIndex() - frameStart - 4 + bytesToFollow);
        frameIsOpen = false;
    }

    /** A frame without a body. */
    public void frame(FrameType type, int callId) {
        begin(type, 0, callId);
        end(0);
    }

    /** A frame whose body is {@code payload}. */
    public void frame(FrameType type, int callId, byte[] payload) {
        if (payload.length >= DIRECT_BYTES) {
            begin(type, 0, callId);
            end(payload);
            return;
        }
        int length = FrameType.HEADER_BYTES + payload.length;
        ByteBuf out = room(4 + length);
        int at = out.writerIndex();
        head(out, at, length, type.number() << 8, callId);
        out.setBytes(at + LENGTH_AND_HEADER_BYTES, payload);
        out.writerIndex(at + 4 + length);
    }

    /**
     * The page, with room for so much more; a full page is sent on its way, but not inside a frame.
     */
    private ByteBuf room(int bytes) {
        ByteBuf out = current;
        if (out != null && !frameIsOpen && out.writerIndex() + bytes > WritePages.PAGE_BYTES) {
            push();
            channel.flush();
            out = null;
        }
        if (out == null) {
            out = WritePages.take();
            current = out;
        }
        return out.ensureWritable(bytes);
    }

    private void push() {
        ByteBuf full = current;
        if (full == null) {
            return;
        }
        current = null;
        if (closedBecause == null) {
            var unused = channel.write(full, channel.voidPromise());
        } else {
            full.release();
        }
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** The time as calls of this connection need it. */
    public BurstClock clock() {
        return clock;
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
        close(reason, ChannelFutureListener.CLOSE);
    }

    /**
     * The same for a peer that may still be sending: goes on reading until the peer has heard it,
     * because a socket that is closed with unread bytes takes back what it has said.
     */
    public void closeInMidst(String reason) {
        close(reason, Outbox::endOutput);
    }

    private static void endOutput(ChannelFuture written) {
        if (written.isSuccess() && written.channel() instanceof DuplexChannel channel) {
            var unused = channel.shutdownOutput();
        } else {
            var unused = written.channel().close();
        }
    }

    private void close(String reason, ChannelFutureListener end) {
        if (closedBecause == null) {
            push();
            closedBecause = reason;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(end);
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
        clock.end();
        armed.set(false);
        if (current != null) {
            current.release();
            current = null;
        }
        abandonAll(why);
        return why;
    }
}
