package io.stargazer.rpc.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work that any thread may ask for and that never runs twice at once. There is a thread only while
 * there is something to do, so ten thousand streams that wait cost ten thousand small objects. What
 * one turn wrote the next one sees.
 */
final class Strand implements Runnable {

    private final Executor threads;
    private final Runnable work;
    private final AtomicInteger wishes = new AtomicInteger();
    private volatile @Nullable Thread worker;

    /**
     * Rests until it is woken.
     *
     * @param threads gives every burst of work a thread of its own, which may block
     * @param work one turn; must look by itself at what there is to do
     */
    Strand(Executor threads, Runnable work) {
        this.threads = threads;
        this.work = work;
    }

    /** Any thread, also the work itself: a turn begins after this. */
    void wake() {
        if (wishes.getAndIncrement() == 0) {
            threads.execute(this);
        }
    }

    @Override
    public void run() {
        int seen = wishes.get();
        do {
            worker = Thread.currentThread();
            work.run();
            worker = null;
            seen = wishes.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Interrupts the turn that is running, if it has a thread of its own. */
    void interrupt() {
        interrupt(worker);
    }

    static void interrupt(@Nullable Thread thread) {
        if (thread != null && thread.isVirtual()) {
            thread.interrupt();
        }
    }
}
