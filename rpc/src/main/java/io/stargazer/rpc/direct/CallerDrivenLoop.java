package io.stargazer.rpc.direct;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.internal.ThreadExecutorMap;
import io.stargazer.rpc.loop.LoopBuffers;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * An event loop without a thread: whoever holds it turns it, one thread at a time. Between two
 * turns nothing moves. Any thread may hand it a task, which wakes the one that turns it.
 */
final class CallerDrivenLoop extends AbstractScheduledEventExecutor implements IoEventLoop {

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new MpscUnboundedArrayQueue<>(64);
    private final Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private final IoHandler io;
    private final Turn turn = new Turn();
    private final LoopBuffers buffers = new LoopBuffers();
    private @Nullable LoopBuffers buffersOfDriver;
    private boolean initialized;
    private volatile boolean ending;

    /** Whoever holds the lock. Others may see an old value, but nobody sees himself wrongly. */
    private volatile @Nullable Thread driver;

    CallerDrivenLoop(IoHandlerFactory handler) {
        this.io = handler.newHandler(this);
    }

    /**
     * Waits until nobody else holds it.
     *
     * @return false when that took longer
     */
    boolean hold(long longestNs) throws InterruptedException {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("what the loop runs must not turn the loop");
        }
        return begin(lock.tryLock(longestNs, TimeUnit.NANOSECONDS));
    }

    boolean tryHold() {
        return begin(!lock.isHeldByCurrentThread() && lock.tryLock());
    }

    private boolean begin(boolean held) {
        if (held) {
            begin();
        }
        return held;
    }

    private void begin() {
        driver = Thread.currentThread();
        buffersOfDriver = LoopBuffers.use(buffers);
        if (!initialized) {
            initialized = true;
            io.initialize();
        }
    }

    void letGo() {
        LoopBuffers unused = LoopBuffers.use(buffersOfDriver);
        buffersOfDriver = null;
        driver = null;
        lock.unlock();
    }

    /**
     * Does what there is to do; when there is nothing, waits for it. Holder only.
     *
     * @param longestNs how long to wait at most; 0 does not wait
     */
    void turn(long longestNs) {
        if (terminated.isDone()) {
            return;
        }
        EventExecutor before = ThreadExecutorMap.setCurrentExecutor(this);
        try {
            turn.longestNs = longestNs;
            boolean unused = fetchFromScheduledTaskQueue(tasks);
            runTasks();
            io.run(turn);
            runTasks();
            if (ending) {
                finish();
            }
        } finally {
            ThreadExecutorMap.setCurrentExecutor(before);
        }
    }

    private void runTasks() {
        Runnable task;
        while ((task = tasks.poll()) != null) {
            safeExecute(task);
        }
    }

    /** Closes all channels; what hangs on that runs before the end. */
    private void finish() {
        io.prepareToDestroy();
        cancelScheduledTasks();
        runTasks();
        io.destroy();
        buffers.release();
        var unused = terminated.setSuccess(null);
        runTasks();
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread.equals(driver);
    }

    @Override
    public void execute(Runnable task) {
        if (terminated.isDone()) {
            throw new RejectedExecutionException("the loop has ended");
        }
        tasks.add(task);
        if (!inEventLoop()) {
            io.wakeup();
        }
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        if (inEventLoop()) {
            register(handle, promise);
        } else {
            execute(() -> register(handle, promise));
        }
        return promise;
    }

    private void register(IoHandle handle, Promise<IoRegistration> promise) {
        try {
            promise.setSuccess(io.register(handle));
        } catch (Exception failed) {
            promise.setFailure(failed);
        }
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
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return io.isCompatible(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return handlerType.isInstance(io);
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public IoEventLoopGroup parent() {
        return this;
    }

    /** Ends at the next turn. */
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        ending = true;
        io.wakeup();
        return terminated;
    }

    @Override
    @Deprecated
    public void shutdown() {
        var unused = shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public Future<?> terminationFuture() {
        return terminated;
    }

    @Override
    public boolean isShuttingDown() {
        return ending;
    }

    @Override
    public boolean isShutdown() {
        return terminated.isDone();
    }

    @Override
    public boolean isTerminated() {
        return terminated.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    /** How long a turn may wait for something to do. */
    private final class Turn implements IoHandlerContext {

        private long longestNs;

        @Override
        public boolean canBlock() {
            return longestNs > 0 && tasks.isEmpty() && !hasScheduledTasks();
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return Math.min(
                    longestNs, CallerDrivenLoop.this.delayNanos(currentTimeNanos, longestNs));
        }

        @Override
        public long deadlineNanos() {
            long latest = ticker().nanoTime() + longestNs;
            long scheduled = nextScheduledTaskDeadlineNanos();
            return scheduled == -1 ? latest : Math.min(scheduled, latest);
        }
    }
}
