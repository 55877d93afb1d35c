package io.stargazer.rpc.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.stargazer.rpc.loop.BurstClock;
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
 * <p>While the loop handles what a read brought, nobody needs to wake it, and what it submits to
 * itself is written at once: {@link #drainAndFlush} ends such a burst.
 *
 * <p>Every method but submit and isWritable belongs to the event loop.
 */
public final class Outbox extends FrameWriter {

    private final Waiting waiting;
    private final AtomicBoolean armed = new AtomicBoolean();
    private final BurstClock clock = new BurstClock();
    private final Runnable drain = this::drainInTask;
    private volatile @Nullable String closedBecause;

    /**
     * The way out of a channel.
     *
     * @param mostWaitingBytes what may wait in the queue before {@link #submit} refuses
     */
    public Outbox(Channel channel, MessagePassingQueue<Outgoing> queue, long mostWaitingBytes) {
        super(channel);
        this.waiting = new Waiting(queue, mostWaitingBytes);
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
        if (!waiting.offer(outgoing)) {
            return false;
        }
        if (!armed.get() && armed.compareAndSet(false, true)) {
            wake();
        }
        return true;
    }

    /** It will be flushed soon, cuts no frame in two and overtakes nothing. */
    private boolean mayWriteNow() {
        return clock.isBursting() && !frameIsOpen() && waiting.isEmpty();
    }

    private void wake() {
        try {
            channel.eventLoop().execute(drain);
        } catch (RejectedExecutionException stopped) {
            abandonInsteadOfLoop();
        }
    }

    /** The event loop has ended, so whoever has armed this polls the queue, and nobody else. */
    private void abandonInsteadOfLoop() {
        do {
            abandonAll("the event loop has ended");
            armed.set(false);
        } while (!waiting.isEmpty() && armed.compareAndSet(false, true));
    }

    private void writeOrAbandon(Outgoing outgoing) {
        String reason = closedBecause;
        if (reason == null) {
            outgoing.write(this);
        } else {
            outgoing.abandon(reason);
        }
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
        try {
            drainAll();
            armed.set(false);
            // What came meanwhile has seen this armed, so nobody else will come for it.
            drainAll();
        } finally {
            endBurst();
        }
    }

    /** Also after a bug in something that was to be written: only that is lost. */
    private void endBurst() {
        clock.end();
        if (frameIsOpen()) {
            takeBack();
        }
        flush();
        armed.set(false);
        if (!waiting.isEmpty() && armed.compareAndSet(false, true)) {
            wake();
        }
    }

    private void drainAll() {
        Outgoing next;
        while ((next = waiting.poll()) != null) {
            writeOrAbandon(next);
        }
    }

    private void abandonAll(String reason) {
        Outgoing next;
        while ((next = waiting.poll()) != null) {
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

    /**
     * Any thread: too much waits for the socket; not so when that is gone, for nothing waits then.
     */
    public boolean isFull() {
        return !channel.isWritable() && channel.isOpen();
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
            mute();
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
        mute();
        abandonAll(why);
        return why;
    }
}
