package io.stargazer.rpc.limit;

import io.stargazer.rpc.RpcLimits;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls a provider handles at once, over all its connections (RP-6). More are refused at
 * once, so that waiting for each other costs calls no more than a stated time; see ADR 18.
 *
 * <p>Slow is not the same as overloaded. When calls have become slow the limit tries it out: it
 * lets in only half as many for a moment. If they are as slow as before they do not wait for each
 * other, and that is the new normal; if they are faster there was a queue, and the limit becomes
 * what keeps it short. What is normal is learnt only from half as many calls, or from next to none,
 * so it cannot drift with the load; and while fewer than the least are open nothing is refused.
 *
 * <p>Safe for use by any thread; the time is that of {@link System#nanoTime()} and comes from the
 * caller.
 */
public final class AdaptiveLimit {

    /** What {@link #begin} returns for a call that must not be begun. */
    public static final int REFUSED = -1;

    /** The ticket of a call that takes no place. */
    public static final int UNCOUNTED = -2;

    /** A limit that turns calls away is tried out so often, even when all seems well. */
    private static final long RETRY_NS = TimeUnit.SECONDS.toNanos(30);

    /** After a trial that has changed nothing there is none for so many times its own duration. */
    private static final int REST = 8;

    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(1);

    private enum Phase {
        OPEN,
        DRAINING,
        HALVED
    }

    private final RpcLimits.Handlers rules;
    private final AtomicInteger open = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Cohort cohort;
    private volatile int limit;
    private volatile Phase phase = Phase.OPEN;
    private volatile boolean turnedAway;

    /** Under the lock, like all that follows. */
    private Observation normal = Observation.NOTHING;

    private boolean wasSlow;
    private Observation full = Observation.NOTHING;
    private int fallback;
    private long trialFromNs;
    private long phaseFromNs;
    private int openAtPhase;
    private long restUntilNs;
    private long retryNs;

    public AdaptiveLimit(RpcLimits.Handlers rules, long nowNs) {
        this.rules = rules;
        this.cohort = new Cohort(nowNs);
        this.limit = rules.most();
        this.restUntilNs = nowNs;
        this.retryNs = nowNs + RETRY_NS;
    }

    /** How many may be open now. */
    public int limit() {
        return limit;
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /**
     * A call has come.
     *
     * @return its ticket for {@link #end}, or {@link #REFUSED}
     */
    public int begin(long nowNs) {
        int now = open.incrementAndGet();
        if (now <= limit) {
            return cohort.join(now, nowNs);
        }
        open.decrementAndGet();
        turnedAway = true;
        if (phase != Phase.OPEN) {
            step(nowNs);
        }
        return REFUSED;
    }

    /** A call has ended, no matter how; it was begun, or is {@link #UNCOUNTED}. */
    public void end(int ticket, long nowNs) {
        if (ticket == UNCOUNTED) {
            return;
        }
        open.decrementAndGet();
        cohort.end(ticket, nowNs);
        if (phase != Phase.OPEN || cohort.isOver(nowNs)) {
            step(nowNs);
        }
    }

    private void step(long nowNs) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            switch (phase) {
                case OPEN -> {
                    if (cohort.isOver(nowNs)) {
                        judge(nowNs);
                    }
                }
                case DRAINING -> drain(nowNs);
                case HALVED -> {
                    if (cohort.isOver(nowNs) || hasTaken(4, nowNs)) {
                        conclude(nowNs);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasTaken(int times, long nowNs) {
        return nowNs - phaseFromNs > times * full.latencyNs() + GRACE_NS;
    }

    /** So many times what is normal is aimed at: waiting may double it, or add the patience. */
    private double allowed() {
        return 1 + Math.max(1, rules.patience().toNanos() / (double) normal.latencyNs());
    }

    private void judge(long nowNs) {
        if (cohort.isTooSmall()) {
            turnedAway = false;
            cohort.next(nowNs);
            return;
        }
        Observation now = cohort.observation(nowNs);
        boolean wasHeld = turnedAway && now.peak() >= limit / 2;
        boolean wasQuiet = !turnedAway && now.calls() < rules.least();
        turnedAway = false;
        cohort.next(nowNs);
        if (wasQuiet || !normal.isKnown()) {
            normal = now;
            wasSlow = false;
            return;
        }
        if (normal.isSlowerThan(now, 1)) {
            normal = now;
        }
        double beyond = allowed() - 1;
        if (wasHeld && !now.isSlowerThan(normal, 1 + beyond / 2)) {
            int more = Math.max((int) Math.sqrt(limit), limit / 4);
            limit = Math.min(rules.most(), limit + Math.max(1, more));
        }
        boolean isSlow = now.isSlowerThan(normal, 1 + beyond * 3 / 2);
        boolean grows = open.get() > now.calls() * 3 / 2;
        boolean isRested = nowNs - restUntilNs >= 0 || now.calls() > 2 * full.calls();
        boolean isSuspect = isSlow && (wasSlow || grows) && isRested;
        wasSlow = isSlow;
        if (isSuspect || (wasHeld && nowNs - retryNs >= 0)) {
            tryOut(now, nowNs);
        }
    }

    private void tryOut(Observation now, long nowNs) {
        if (now.calls() <= rules.least()) {
            // There is nothing to halve: how so few calls fare is what is normal.
            normal = now;
            wasSlow = false;
            return;
        }
        trialFromNs = nowNs;
        fallback = limit;
        halve(now, nowNs);
    }

    private void halve(Observation now, long nowNs) {
        full = now;
        limit = Math.max(rules.least(), now.calls() / 2);
        phaseFromNs = nowNs;
        openAtPhase = open.get();
        phase = Phase.DRAINING;
    }

    private void drain(long nowNs) {
        if (open.get() <= limit) {
            cohort.next(nowNs);
            phaseFromNs = nowNs;
            phase = Phase.HALVED;
        } else if (hasTaken(1, nowNs)) {
            boolean getsFewer = open.get() <= openAtPhase - openAtPhase / 16;
            phaseFromNs = nowNs;
            openAtPhase = open.get();
            if (!getsFewer) {
                open(fallback, true, nowNs);
            }
        }
    }

    private void conclude(long nowNs) {
        if (cohort.isEmpty()) {
            open(fallback, true, nowNs);
            return;
        }
        Observation half = cohort.observation(nowNs);
        boolean isQueue = full.isSlowerThan(half, 1.6);
        if (isQueue && half.latencyNs() > rules.patience().toNanos() && limit > rules.least()) {
            fallback = limit;
            halve(half, nowNs);
            return;
        }
        normal = half;
        double slower = full.latencyNs() / (double) half.latencyNs();
        if (isQueue || full.isSlowerThan(half, allowed())) {
            open(Math.max(limit, (int) (full.peak() * allowed() / slower)), false, nowNs);
        } else {
            open(fallback, true, nowNs);
        }
    }

    private void open(int next, boolean changesNothing, long nowNs) {
        limit = Math.clamp(next, rules.least(), rules.most());
        boolean rests = changesNothing || limit == rules.least();
        long tookNs = nowNs - trialFromNs;
        restUntilNs = rests ? nowNs + REST * tookNs : nowNs;
        retryNs = nowNs + Math.max(RETRY_NS, 3 * REST * tookNs);
        wasSlow = false;
        cohort.next(nowNs);
        phase = Phase.OPEN;
    }
}
