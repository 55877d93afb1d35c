package io.stargazer.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call. Anything may hang on it, as on every {@code CompletableFuture}; a thread
 * that simply waits for it is woken directly, which is most of what a call costs a thousand
 * blocking virtual threads. Fails with {@link io.stargazer.api.Failure}; only the call itself, a
 * timeout or {@link #cancel} decides the outcome.
 */
public abstract class CallFuture extends CompletableFuture<byte[]> {

    private static final AtomicReferenceFieldUpdater<CallFuture, @Nullable Thread> WAITER =
            AtomicReferenceFieldUpdater.newUpdater(CallFuture.class, Thread.class, "waiter");

    /** The first thread that waits; others wait as for any future. */
    private volatile @Nullable Thread waiter;

    @Override
    public byte[] get() throws InterruptedException, ExecutionException {
        if (!isDone() && WAITER.compareAndSet(this, null, Thread.currentThread())) {
            awaitOrInterrupt();
        }
        return super.get();
    }

    private void awaitOrInterrupt() throws InterruptedException {
        while (!isDone()) {
            if (Thread.interrupted()) {
                waiter = null;
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }

    @Override
    public byte[] join() {
        if (!isDone() && WAITER.compareAndSet(this, null, Thread.currentThread())) {
            awaitWhateverHappens();
        }
        return super.join();
    }

    private void awaitWhateverHappens() {
        boolean interrupted = false;
        while (!isDone()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean complete(byte[] value) {
        return wakeAfter(super.complete(value));
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        return wakeAfter(super.completeExceptionally(thrown));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        return wakeAfter(super.cancel(mayInterrupt));
    }

    private boolean wakeAfter(boolean decided) {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        return decided;
    }

    /** Not for calls. */
    @Override
    public CompletableFuture<byte[]> completeAsync(
            Supplier<? extends byte[]> supplier, Executor executor) {
        throw notYours();
    }

    /** Not for calls. */
    @Override
    public void obtrudeValue(byte[] value) {
        throw notYours();
    }

    /** Not for calls. */
    @Override
    public void obtrudeException(Throwable thrown) {
        throw notYours();
    }

    private static UnsupportedOperationException notYours() {
        return new UnsupportedOperationException("the provider decides how a call ends");
    }

    /** What hangs on a call is a plain future: nobody waits on a call from inside it. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
