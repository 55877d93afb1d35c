package io.stargazer.rpc.outlier;

import io.stargazer.rpc.Address;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How one instance has been doing, by the calls that one caller made there. Calls end on any
 * thread: what most of them do here is a few plain counts; what changes the state takes the lock of
 * {@link Ejections}. Times are those of {@link System#nanoTime()}.
 */
public final class Health {

    /** Where an instance stands. */
    public enum State {
        /** Gets calls. */
        IN,
        /** Gets none, unless there is nobody else. */
        OUT,
        /** One call tries whether it is well again. */
        ON_TRIAL
    }

    private final Ejections group;
    private final Address instance;
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile State state = State.IN;

    /** Calls that began before it came back tell of a time that is over. */
    private volatile boolean cameBack;

    private volatile long cameBackNs;

    /** When it may be tried, or tried again; under the lock, like the count. */
    private long untilNs;

    private int times;

    Health(Ejections group, Address instance) {
        this.group = group;
        this.instance = instance;
    }

    public State state() {
        return state;
    }

    Address instance() {
        return instance;
    }

    /** A call that was not a trial has ended. */
    public void ended(long startedNs, long nowNs, Verdict verdict) {
        boolean counts = !cameBack || startedNs - cameBackNs >= 0;
        if (counts && verdict != Verdict.SILENT && state == State.IN) {
            if (verdict == Verdict.ANSWERED) {
                answered.incrementAndGet();
                if (failuresInRow.get() != 0) {
                    failuresInRow.set(0);
                }
            } else {
                failed.incrementAndGet();
                group.failed(this, failuresInRow.incrementAndGet(), nowNs);
            }
        }
        group.compareWhenDue(nowNs);
    }

    /**
     * Makes the next call a trial, if it is time for one.
     *
     * @return whether the caller has to make it, and to tell its end to {@link #tried}
     */
    public boolean tryAgain(long nowNs) {
        return state != State.IN && group.tryAgain(this, nowNs);
    }

    /** The trial has ended. */
    public void tried(long nowNs, Verdict verdict) {
        group.tried(this, verdict, nowNs);
    }

    /** The instance is not on the list any more; others that are out may have to come back. */
    public void leave(long nowNs) {
        group.leave(this, nowNs);
    }

    int judged() {
        return answered.get() + failed.get();
    }

    int answeredPermille() {
        int judged = judged();
        return judged == 0 ? 1000 : (int) (answered.get() * 1000L / judged);
    }

    void countAnew() {
        answered.set(0);
        failed.set(0);
    }

    void out(int timesOut, long until) {
        times = timesOut;
        untilNs = until;
        state = State.OUT;
    }

    /** A trial that has not ended by then is followed by another. */
    void onTrial(long until) {
        untilNs = until;
        state = State.ON_TRIAL;
    }

    void in(long nowNs) {
        cameBackNs = nowNs;
        cameBack = true;
        failuresInRow.set(0);
        countAnew();
        state = State.IN;
    }

    /** An interval without an ejection. */
    void recover() {
        times = Math.max(0, times - 1);
    }

    int times() {
        return times;
    }

    long untilNs() {
        return untilNs;
    }
}
