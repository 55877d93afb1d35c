package io.stargazer.rpc.outlier;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.outlier.EjectionEvent.Ejected;
import io.stargazer.rpc.outlier.EjectionEvent.Recalled;
import io.stargazer.rpc.outlier.EjectionEvent.Returned;
import io.stargazer.rpc.outlier.Health.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The instances of one caller, judged alone and compared with each other (RP-7). Times are those of
 * {@link System#nanoTime()} and come from the caller. Safe for use by any thread; the lock is taken
 * only when something changes. The listener is called without it, on the thread that ended the call
 * or changed the list, and must not block.
 */
public final class Ejections {

    private final EjectionRules rules;
    private final Consumer<EjectionEvent> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Health> members = new LinkedHashSet<>();
    private volatile int outside;
    private volatile long nextTrialNs;
    private volatile long nextComparisonNs;

    public Ejections(EjectionRules rules, Consumer<EjectionEvent> listener, long nowNs) {
        this.rules = rules;
        this.listener = listener;
        this.nextComparisonNs = nowNs + rules.successRate().interval().toNanos();
    }

    /** An instance is new on the list. */
    public Health join(Address instance) {
        lock.lock();
        try {
            Health member = new Health(this, instance);
            members.add(member);
            return member;
        } finally {
            lock.unlock();
        }
    }

    void leave(Health member, long nowNs) {
        List<EjectionEvent> events = new ArrayList<>(0);
        lock.lock();
        try {
            members.remove(member);
            countOutside();
            while (areTooMany(outside)) {
                events.add(recall(nowNs));
                countOutside();
            }
        } finally {
            lock.unlock();
        }
        events.forEach(listener);
    }

    /** The one whose time is over first. */
    private Recalled recall(long nowNs) {
        Health first =
                members.stream()
                        .filter(each -> each.state() != State.IN)
                        .min(Comparator.comparingLong(each -> each.untilNs() - nowNs))
                        .orElseThrow();
        first.in(nowNs);
        return new Recalled(first.instance());
    }

    private boolean areTooMany(int out) {
        return out * 100L > (long) rules.mostPercent() * members.size();
    }

    /** Whether any instance gets no calls at present. */
    public boolean isAnyOut() {
        return outside > 0;
    }

    /** Whether {@link Health#tryAgain} of some instance would say yes. */
    public boolean isTrialDue(long nowNs) {
        return outside > 0 && nextTrialNs - nowNs <= 0;
    }

    void failed(Health member, int inRow, long nowNs) {
        if (inRow < rules.consecutiveFailures()) {
            return;
        }
        List<EjectionEvent> events = new ArrayList<>(1);
        lock.lock();
        try {
            eject(member, inRow + " calls in a row failed", nowNs, events);
        } finally {
            lock.unlock();
        }
        events.forEach(listener);
    }

    private void eject(Health member, String why, long nowNs, List<EjectionEvent> events) {
        boolean mayLoseAnother = !areTooMany(outside + 1);
        if (mayLoseAnother && member.state() == State.IN && members.contains(member)) {
            events.add(putOut(member, why, nowNs));
        }
    }

    private Ejected putOut(Health member, String why, long nowNs) {
        int times = member.times() + 1;
        long lengthNs = rules.lengthNs(times);
        member.out(times, nowNs + lengthNs);
        countOutside();
        return new Ejected(member.instance(), why, Duration.ofNanos(lengthNs));
    }

    boolean tryAgain(Health member, long nowNs) {
        lock.lock();
        try {
            boolean isOut = member.state() != State.IN && members.contains(member);
            if (!isOut || member.untilNs() - nowNs > 0) {
                return false;
            }
            member.onTrial(nowNs + rules.lengthNs(member.times()));
            countOutside();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void tried(Health member, Verdict verdict, long nowNs) {
        List<EjectionEvent> events = new ArrayList<>(1);
        lock.lock();
        try {
            if (member.state() != State.ON_TRIAL || !members.contains(member)) {
                return;
            }
            switch (verdict) {
                case ANSWERED -> {
                    member.in(nowNs);
                    events.add(new Returned(member.instance()));
                }
                case FAILED -> events.add(putOut(member, "the call that tried it failed", nowNs));
                case SILENT -> member.out(member.times(), nowNs);
            }
            countOutside();
        } finally {
            lock.unlock();
        }
        events.forEach(listener);
    }

    private void countOutside() {
        int count = 0;
        long firstNs = 0;
        for (Health member : members) {
            if (member.state() != State.IN) {
                count++;
                firstNs = count == 1 || member.untilNs() - firstNs < 0 ? member.untilNs() : firstNs;
            }
        }
        nextTrialNs = firstNs;
        outside = count;
    }

    /** At the end of every call: compares the instances when an interval is over. */
    void compareWhenDue(long nowNs) {
        if (nextComparisonNs - nowNs > 0) {
            return;
        }
        List<EjectionEvent> events = new ArrayList<>(1);
        lock.lock();
        try {
            if (nextComparisonNs - nowNs > 0) {
                return;
            }
            nextComparisonNs = nowNs + rules.successRate().interval().toNanos();
            members.stream().filter(each -> each.state() == State.IN).forEach(Health::recover);
            compare(nowNs, events);
            members.forEach(Health::countAnew);
        } finally {
            lock.unlock();
        }
        events.forEach(listener);
    }

    /** The worst first, since not all that are worse may go. */
    private void compare(long nowNs, List<EjectionEvent> events) {
        List<Health> compared = new ArrayList<>();
        for (Health member : members) {
            if (member.state() == State.IN && member.judged() >= rules.successRate().calls()) {
                compared.add(member);
            }
        }
        if (compared.size() < rules.successRate().instances()) {
            return;
        }
        compared.sort(Comparator.comparingInt(Health::answeredPermille));
        int sum = compared.stream().mapToInt(Health::answeredPermille).sum();
        for (Health member : compared) {
            int own = member.answeredPermille();
            int others = (sum - own) / (compared.size() - 1);
            if (others - own < rules.successRate().pointsBelow() * 10) {
                return;
            }
            String why =
                    "of %d calls %d %% were answered, by the others %d %%"
                            .formatted(member.judged(), own / 10, others / 10);
            eject(member, why, nowNs, events);
        }
    }
}
