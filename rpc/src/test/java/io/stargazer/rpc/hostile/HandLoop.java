package io.stargazer.rpc.hostile;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import io.stargazer.rpc.loop.Polled;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * An event loop that the test's thread turns by hand, with a clock that it moves by hand. Other
 * threads may hand it tasks, as virtual threads do. It looks at rings, too.
 */
public final class HandLoop extends AbstractScheduledEventExecutor implements IoEventLoop {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Polled> rings = new CopyOnWriteArrayList<>();
    private final MockTicker clock = Ticker.newMockTicker();
    private final Thread hand = Thread.currentThread();

    /** Runs all that is there and due. */
    public void turn() {
        boolean found = true;
        while (found) {
            Runnable task;
            while ((task = next(tasks.poll())) != null) {
                task.run();
            }
            found = false;
            for (Polled ring : rings) {
                found |= ring.poll();
            }
        }
    }

    private Runnable next(Runnable task) {
        return task != null ? task : pollScheduledTask(clock.nanoTime());
    }

    public boolean hasTasks() {
        return !tasks.isEmpty();
    }

    public void pass(Duration time) {
        clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        turn();
    }

    /** Forgets the timers of a connection that is gone, as the end of a process would. */
    public void forgetTimers() {
        cancelScheduledTasks();
    }

    public boolean hasTimers() {
        return hasScheduledTasks();
    }

    @Override
    public Ticker ticker() {
        return clock;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread.equals(hand);
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Polled ring = (Polled) handle;
        rings.add(ring);
        return newSucceededFuture(new Registration(ring));
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return Polled.class.isAssignableFrom(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return false;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quiet, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("the test's thread goes on");
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException("the test's thread goes on");
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("the test's thread goes on");
    }

    /** A ring's place among those that are looked at. */
    private final class Registration implements IoRegistration {

        private final Polled ring;

        private Registration(Polled ring) {
            this.ring = ring;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // The interface says so.
        public <T> T attachment() {
            throw new UnsupportedOperationException("a ring has no attachment");
        }

        @Override
        public long submit(IoOps operations) {
            throw new UnsupportedOperationException("a ring is polled, always");
        }

        @Override
        public boolean isValid() {
            return rings.contains(ring);
        }

        @Override
        public boolean cancel() {
            return rings.remove(ring);
        }
    }
}
