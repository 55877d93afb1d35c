package io.stargazer.rpc;

import io.stargazer.api.identity.Principal;
import io.stargazer.rpc.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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

    private static final ThreadLocal<@Nullable CallContext> CURRENT = new ThreadLocal<>();

    private final Peer peer;
    private final Principal principal;
    private final long deadlineNs;
    private final Metadata metadata;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable List<Runnable> hooks;
    private volatile boolean cancelled;

    public CallContext(Peer peer, Principal principal, long deadlineNs, Metadata metadata) {
        this.peer = peer;
        this.principal = principal;
        this.deadlineNs = deadlineNs;
        this.metadata = metadata;
    }

    /** The call that this thread is serving. */
    public static Optional<CallContext> current() {
        return Optional.ofNullable(CURRENT.get());
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
        return cancelled;
    }

    /**
     * Runs {@code hook} when the call is cancelled, at once when it already is. Hooks run on an
     * event loop and must not block.
     *
     * @return takes the hook away again; to be called when the hook has nothing left to stop
     */
    public Runnable onCancel(Runnable hook) {
        lock.lock();
        try {
            if (!cancelled) {
                if (hooks == null) {
                    hooks = new ArrayList<>(2);
                }
                hooks.add(hook);
                return () -> forget(hook);
            }
        } finally {
            lock.unlock();
        }
        hook.run();
        return () -> {};
    }

    /** For the connection: cancels once and runs the hooks. */
    public void cancel() {
        List<Runnable> toRun = List.of();
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            cancelled = true;
            if (hooks != null) {
                toRun = hooks;
                hooks = null;
            }
        } finally {
            lock.unlock();
        }
        toRun.forEach(Runnable::run);
    }

    /** Runs {@code work} with this context as the current one. */
    public void run(Runnable work) {
        CallContext before = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    private void forget(Runnable hook) {
        lock.lock();
        try {
            if (hooks != null) {
                hooks.remove(hook);
            }
        } finally {
            lock.unlock();
        }
    }
}
