package io.stargazer.rpc;

import io.stargazer.api.identity.Principal;
import io.stargazer.rpc.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The call that a handler is serving (RP-5): who called, until when an answer is wanted, what came
 * with it. When the caller cancels or its deadline passes, the handler's thread is interrupted and
 * the hooks of {@link #onCancel} run; calls made through a proxy inherit both, and the trace.
 *
 * <p>{@link #current()} is bound to the thread that the handler was called on. A handler that hands
 * work to another thread takes the context along and calls {@link #run} there.
 */
public final class CallContext {

    /** The {@link #deadlineNs()} of a call without one. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final ThreadLocal<Serving> SERVING = ThreadLocal.withInitial(Serving::new);

    private static final AtomicIntegerFieldUpdater<CallContext> AT_WORK =
            AtomicIntegerFieldUpdater.newUpdater(CallContext.class, "atWork");

    private static final AtomicReferenceFieldUpdater<CallContext, @Nullable Runnable> WHEN_IDLE =
            AtomicReferenceFieldUpdater.newUpdater(CallContext.class, Runnable.class, "whenIdle");

    private static final AtomicReferenceFieldUpdater<CallContext, Hooks> HOOKS =
            AtomicReferenceFieldUpdater.newUpdater(CallContext.class, Hooks.class, "hooks");

    /** Most calls end without ever having a hook. */
    private static final Hooks NONE = new Hooks(List.of());

    /** Stands for the hooks of a call that is cancelled. */
    private static final Hooks CANCELLED = new Hooks(List.of());

    /** What runs when the call is cancelled; never changed, only replaced. */
    private record Hooks(List<Runnable> actions) {

        @SuppressWarnings("ReferenceEquality") // The mark is that one object.
        private boolean areOver() {
            return this == CANCELLED;
        }
    }

    /**
     * Where one thread notes which call it serves. Looked up once, then used for call after call;
     * by that thread only.
     */
    public static final class Serving {

        private @Nullable CallContext current;

        private Serving() {}

        /** Of the calling thread. */
        public static Serving ofThisThread() {
            return SERVING.get();
        }

        /**
         * From now on the thread serves this call.
         *
         * @return what to give to {@link #leave} at the end
         */
        public @Nullable CallContext enter(CallContext call) {
            CallContext before = current;
            current = call;
            return before;
        }

        public void leave(@Nullable CallContext before) {
            current = before;
        }
    }

    private final Peer peer;
    private final Principal principal;
    private final long deadlineNs;
    private final Metadata metadata;

    private volatile Hooks hooks = NONE;

    /** How many threads are inside of {@link #run}. */
    private volatile int atWork;

    @SuppressWarnings("UnusedVariable") // read through its updater
    private volatile @Nullable Runnable whenIdle;

    public CallContext(Peer peer, Principal principal, long deadlineNs, Metadata metadata) {
        this.peer = peer;
        this.principal = principal;
        this.deadlineNs = deadlineNs;
        this.metadata = metadata;
    }

    /** The call that this thread is serving. */
    public static Optional<CallContext> current() {
        return Optional.ofNullable(SERVING.get().current);
    }

    public Peer peer() {
        return peer;
    }

    /** Who made this call; a later login on the same connection does not change it. */
    public Principal principal() {
        return principal;
    }

    /** In terms of {@link System#nanoTime()}, or {@link #NO_DEADLINE}. */
    public long deadlineNs() {
        return deadlineNs;
    }

    public Metadata metadata() {
        return metadata;
    }

    /**
     * The trace that the call belongs to (RP-8); null where it is in none, or what came is
     * malformed. Calls that are made while this one is served belong to it by themselves. Read anew
     * from the metadata each time, so that who does not ask does not pay.
     */
    public @Nullable TraceContext trace() {
        return metadata.trace();
    }

    /** Nobody waits for the answer any more. */
    public boolean isCancelled() {
        return hooks.areOver();
    }

    /**
     * Runs {@code hook} when the call is cancelled, at once when it already is. Hooks run on an
     * event loop, in the order in which they came, and must not block. One that throws keeps none
     * of the others from running.
     *
     * @return takes the hook away again; to be called when the hook has nothing left to stop
     */
    public Runnable onCancel(Runnable hook) {
        for (Hooks before = hooks; !before.areOver(); before = hooks) {
            List<Runnable> after = new ArrayList<>(before.actions());
            after.add(hook);
            if (HOOKS.compareAndSet(this, before, new Hooks(after))) {
                return () -> forget(hook);
            }
        }
        hook.run();
        return () -> {};
    }

    private void forget(Runnable hook) {
        for (Hooks before = hooks; !before.areOver(); before = hooks) {
            List<Runnable> after = new ArrayList<>(before.actions());
            after.remove(hook);
            if (HOOKS.compareAndSet(this, before, new Hooks(after))) {
                return;
            }
        }
    }

    /**
     * For the connection: cancels once and runs the hooks, also after one that has failed.
     *
     * @return what the first of these has thrown, and suppressed what the others have; null when
     *     none has failed
     */
    @SuppressWarnings("ReferenceEquality") // Nothing can be suppressed by itself.
    public @Nullable Throwable cancel() {
        Throwable first = null;
        for (Runnable hook : HOOKS.getAndSet(this, CANCELLED).actions()) {
            try {
                hook.run();
            } catch (Throwable thrown) {
                if (first == null) {
                    first = thrown;
                } else if (first != thrown) {
                    first.addSuppressed(thrown);
                }
            }
        }
        return first;
    }

    /**
     * Runs {@code work} with this context as the current one. A call that was cancelled keeps its
     * place at the provider until no thread is at work for it in this way (RP-6).
     */
    public void run(Runnable work) {
        Serving serving = Serving.ofThisThread();
        CallContext before = serving.enter(this);
        AT_WORK.incrementAndGet(this);
        try {
            work.run();
        } finally {
            serving.leave(before);
            if (AT_WORK.decrementAndGet(this) == 0) {
                runWhenIdle();
            }
        }
    }

    /** For the connection: runs {@code action}, once, when no thread is inside of {@link #run}. */
    public void whenIdle(Runnable action) {
        whenIdle = action;
        if (atWork == 0) {
            runWhenIdle();
        }
    }

    private void runWhenIdle() {
        Runnable action = WHEN_IDLE.getAndSet(this, null);
        if (action != null) {
            action.run();
        }
    }
}
