package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Handlers on virtual threads as in real life, but the test goes on only when all of them wait or
 * have ended.
 */
final class LockStep implements Executor {

    private final List<Thread> threads = new ArrayList<>();

    @Override
    public void execute(Runnable task) {
        Thread thread = Thread.ofVirtual().unstarted(task);
        synchronized (threads) {
            threads.add(thread);
        }
        thread.start();
    }

    /** Until all wait or have ended. */
    @SuppressWarnings("ThreadPriorityCheck") // Only until each has come to rest.
    void settle() {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Thread[] started;
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            started = threads.toArray(Thread[]::new);
        }
        for (Thread thread : started) {
            while (!isStill(thread)) {
                assertThat(System.nanoTime() - untilNs).as("%s goes on", thread).isNegative();
                Thread.yield();
            }
        }
    }

    private static boolean isStill(Thread thread) {
        return switch (thread.getState()) {
            case WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED, TIMED_WAITING -> false;
        };
    }

    int alive() {
        synchronized (threads) {
            threads.removeIf(thread -> !thread.isAlive());
            return threads.size();
        }
    }
}
