package io.stargazer.rpc.limit;

import io.stargazer.rpc.RpcLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * A provider that does so many calls at once and lets the others wait in order, on a clock of its
 * own. Calls come by chance at a given rate; everything comes from one seed.
 */
final class SimulatedProvider {

    /** How long calls take when they do not wait. */
    interface Work extends ToLongFunction<Random> {}

    /** What was observed over a while. */
    record Observed(int arrived, int refused, List<Long> latenciesNs, Duration time) {

        double perSecond() {
            return latenciesNs.size() * 1e9 / time.toNanos();
        }

        Duration quantile(double share) {
            int at = (int) Math.min(latenciesNs.size() - 1L, (long) (latenciesNs.size() * share));
            return Duration.ofNanos(latenciesNs.get(at));
        }
    }

    private record Call(int ticket, long arrivedNs) {}

    private record Ending(long atNs, long number, Call call) implements Comparable<Ending> {
        @Override
        public int compareTo(Ending other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Random random = new Random(42);
    private final PriorityQueue<Ending> endings = new PriorityQueue<>();
    private final Queue<Call> waiting = new ArrayDeque<>();
    final AdaptiveLimit limit;
    private int servers;
    private Work work;
    private int burst = 1;
    private long nowNs;
    private long ended;

    /** Fewest that were open while one was refused. */
    int fewestOpen = Integer.MAX_VALUE;

    SimulatedProvider(RpcLimits.Handlers rules, int servers, Work work) {
        this.limit = new AdaptiveLimit(rules, 0);
        this.servers = servers;
        this.work = work;
    }

    static Work always(Duration time) {
        return random -> time.toNanos();
    }

    /** Exponentially distributed. */
    static Work about(Duration mean) {
        return random -> (long) (-Math.log(1 - random.nextDouble()) * mean.toNanos());
    }

    void becomes(int changedServers, Work changedWork) {
        servers = changedServers;
        work = changedWork;
    }

    /** From now on so many calls come at the same moment, as one read of a socket brings them. */
    void isCalledInBurstsOf(int calls) {
        burst = calls;
    }

    void idle(Duration time) {
        long untilNs = nowNs + time.toNanos();
        endUntil(untilNs, new ArrayList<>());
        nowNs = untilNs;
    }

    /** Calls come, {@code rate} a second, for this long. */
    Observed load(double rate, Duration time) {
        long fromNs = nowNs;
        long untilNs = nowNs + time.toNanos();
        List<Long> latencies = new ArrayList<>();
        int arrived = 0;
        int refused = 0;
        double bursts = rate / burst;
        long nextNs = nowNs + gapNs(bursts);
        while (nextNs < untilNs) {
            endUntil(nextNs, latencies);
            nowNs = nextNs;
            for (int call = 0; call < burst; call++) {
                arrived++;
                refused += admit() ? 0 : 1;
            }
            nextNs += gapNs(bursts);
        }
        endUntil(untilNs, latencies);
        nowNs = untilNs;
        Collections.sort(latencies);
        return new Observed(arrived, refused, latencies, Duration.ofNanos(untilNs - fromNs));
    }

    private boolean admit() {
        int ticket = limit.begin(nowNs);
        if (ticket == AdaptiveLimit.REFUSED) {
            fewestOpen = Math.min(fewestOpen, limit.open());
            return false;
        }
        waiting.add(new Call(ticket, nowNs));
        serve();
        return true;
    }

    private long gapNs(double rate) {
        return (long) (-Math.log(1 - random.nextDouble()) / rate * 1e9);
    }

    private void serve() {
        while (endings.size() < servers && !waiting.isEmpty()) {
            Call call = waiting.remove();
            endings.add(new Ending(nowNs + work.applyAsLong(random), ended++, call));
        }
    }

    private void endUntil(long untilNs, List<Long> latencies) {
        while (!endings.isEmpty() && endings.peek().atNs() <= untilNs) {
            Ending ending = endings.remove();
            nowNs = ending.atNs();
            limit.end(ending.call().ticket(), nowNs);
            latencies.add(nowNs - ending.call().arrivedNs());
            serve();
        }
    }
}
