package io.stargazer.rpc.retry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps retries from multiplying an outage (RP-4): a fifth of the calls and ten a second may be
 * retried, saved up for no more than ten seconds. Lock-free.
 */
public final class RetryBudget {

    private static final long THOUSANDTHS = 1000;
    private static final long PER_CALL = 200;
    private static final long PER_SECOND = 10 * THOUSANDTHS;
    private static final long MOST = 10 * PER_SECOND;

    private final LongSupplier clockNs;
    private final AtomicLong balance = new AtomicLong(PER_SECOND);
    private final AtomicLong paidUntilNs;

    public RetryBudget() {
        this(System::nanoTime);
    }

    RetryBudget(LongSupplier clockNs) {
        this.clockNs = clockNs;
        this.paidUntilNs = new AtomicLong(clockNs.getAsLong());
    }

    /** A first attempt is made. */
    public void deposit() {
        if (balance.get() < MOST) {
            balance.addAndGet(PER_CALL);
        }
    }

    /** Pays for one retry, if there is enough. */
    public boolean withdraw() {
        payInterest();
        while (true) {
            long before = balance.get();
            if (before < THOUSANDTHS) {
                return false;
            }
            if (balance.compareAndSet(before, before - THOUSANDTHS)) {
                return true;
            }
        }
    }

    private void payInterest() {
        long since = paidUntilNs.get();
        long nowNs = clockNs.getAsLong();
        long earned = Math.min(MOST, (nowNs - since) / (TimeUnit.SECONDS.toNanos(1) / PER_SECOND));
        if (earned > 0 && paidUntilNs.compareAndSet(since, nowNs)) {
            balance.getAndUpdate(before -> Math.max(before, Math.min(MOST, before + earned)));
        }
    }
}
