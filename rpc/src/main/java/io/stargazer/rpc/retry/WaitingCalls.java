package io.stargazer.rpc.retry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls that nobody can take at present, though some instance is coming back. They go on, the
 * oldest first, when one is connected or the list has changed. Bounded: who waits in vain holds
 * memory. Safe for use by any thread.
 */
public final class WaitingCalls {

    /** So many may wait. */
    public static final int MOST = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Runnable> waiting = new LinkedHashSet<>();

    /**
     * Waits until {@link #goOn}.
     *
     * @return false when too many wait already
     */
    public boolean add(Runnable attempt) {
        lock.lock();
        try {
            return waiting.size() < MOST && waiting.add(attempt);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits no longer.
     *
     * @return whether it still did
     */
    public boolean remove(Runnable attempt) {
        lock.lock();
        try {
            return waiting.remove(attempt);
        } finally {
            lock.unlock();
        }
    }

    /** Runs all that wait, on this thread. */
    public void goOn() {
        List<Runnable> all;
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return;
            }
            all = new ArrayList<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(Runnable::run);
    }
}
