package io.stargazer.rpc.balance;

import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The subscriber's side of a stream that may start several times before its first item: what was
 * asked for is asked of each new attempt again.
 */
final class SwitchedSubscription implements Flow.Subscription {

    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable onCancel;
    private Flow.@Nullable Subscription target;
    private long asked;
    private boolean cancelled;

    /**
     * No attempt yet.
     *
     * @param onCancel runs when the subscriber wants no more, be there an attempt or not
     */
    SwitchedSubscription(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    /** From now on this attempt; none has delivered an item yet. */
    void to(Flow.Subscription attempt) {
        lock.lock();
        try {
            target = attempt;
            if (cancelled) {
                attempt.cancel();
            } else if (asked != 0) {
                attempt.request(asked);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void request(long items) {
        lock.lock();
        try {
            asked = items <= 0 ? items : asked + items < 0 ? Long.MAX_VALUE : asked + items;
            if (target != null) {
                target.request(items);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            if (target != null) {
                target.cancel();
            }
        } finally {
            lock.unlock();
        }
        onCancel.run();
    }
}
