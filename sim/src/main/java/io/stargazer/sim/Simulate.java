package io.stargazer.sim;

import io.stargazer.sim.world.SimParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs many worlds, one for each seed, as many at a time as there are processors: {@code stargazer
 * simulate}. Every world has one thread, and knows nothing of the others.
 */
public final class Simulate {

    private final Plan plan;
    private final Progress progress;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();
    private final ConcurrentSkipListMap<Long, SimulationFailed> failures =
            new ConcurrentSkipListMap<>();

    /**
     * What to run.
     *
     * @param seeds how many worlds
     * @param firstSeed the seed of the first, the others follow
     * @param servers 1, 3 or 5; {@link SimRun#ANY_SERVERS} leaves it to each seed
     */
    public record Plan(int seeds, long firstSeed, int servers) {

        public Plan {
            if (seeds < 1 || !SimRun.isSize(servers)) {
                throw new IllegalArgumentException(
                        "at least one seed, and 1, 3 or 5 servers, not " + seeds + ", " + servers);
            }
        }
    }

    /** Told after every world, by any thread. */
    public interface Progress {
        void at(int done, long events);
    }

    /**
     * What was done.
     *
     * @param seeds worlds that ran to their end
     * @param events in all of them
     * @param failure the failure of the lowest seed, with the command that plays it again; empty
     *     for none
     */
    public record Summary(int seeds, long events, double seconds, String failure) {

        public boolean ok() {
            return failure.isEmpty();
        }

        /** {@code simulate ok seeds=N events=E seconds=S}, or what failed. */
        public String line() {
            return ok()
                    ? String.format(
                            Locale.ROOT,
                            "simulate ok seeds=%d events=%d seconds=%.1f",
                            seeds,
                            events,
                            seconds)
                    : failure;
        }
    }

    private Simulate(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Runs them all, or until one fails; blocks. */
    public static Summary run(Plan plan, Progress progress) throws InterruptedException {
        return new Simulate(plan, progress).run();
    }

    private Summary run() throws InterruptedException {
        long startNs = System.nanoTime();
        int workers = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> working = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                working.add(threads.submit(this::work));
            }
            for (Future<?> one : working) {
                one.get();
            }
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a world has ended in an unknown way", bug.getCause());
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        @Nullable SimulationFailed first =
                failures.isEmpty() ? null : failures.firstEntry().getValue();
        return new Summary(
                done.get(),
                events.get(),
                seconds,
                first == null ? "" : String.valueOf(first.getMessage()));
    }

    /** Takes the next seed, and the next, until there is none or one has failed. */
    private void work() {
        int next = begun.getAndIncrement();
        while (next < plan.seeds && failures.isEmpty()) {
            long seed = plan.firstSeed + next;
            try {
                SimRun.Result result = new SimRun(seed, plan.servers, new SimParts()).run();
                progress.at(done.incrementAndGet(), events.addAndGet(result.events()));
            } catch (SimulationFailed failed) {
                failures.put(seed, failed);
            }
            next = begun.getAndIncrement();
        }
    }
}
