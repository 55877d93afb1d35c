package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Entries that were written here and are not applied yet, and those who wait for them. */
final class Unapplied {

    private static final Duration LONGEST_SILENCE = Duration.ofMillis(200);

    private final SimProcess process;
    private final SimRandom random;
    private final SimDisk disk;
    private final TreeMap<Long, Pending> byIndex = new TreeMap<>();

    private record Pending(long term, boolean isUnknown, CompletableFuture<Long> done) {

        void giveUp() {
            done.completeExceptionally(indeterminate());
        }
    }

    Unapplied(SimProcess process, SimRandom random, SimDisk disk) {
        this.process = process;
        this.random = random;
        this.disk = disk;
    }

    /**
     * Waits for an entry.
     *
     * @param isUnknown nobody will be told that it is done, although it will be
     */
    CompletableFuture<Long> await(long index, long term, boolean isUnknown) {
        Pending pending = new Pending(term, isUnknown, new CompletableFuture<>());
        byIndex.put(index, pending);
        return pending.done;
    }

    /** The machine is at this index by now: its entry may be another than the one that waited. */
    void applied(long index) {
        while (!byIndex.isEmpty() && byIndex.firstKey() <= index) {
            long at = byIndex.firstKey();
            Pending pending = byIndex.pollFirstEntry().getValue();
            boolean isItself = at == index && disk.termAt(index) == pending.term;
            Runnable answer =
                    isItself && !pending.isUnknown
                            ? () -> pending.done.complete(index)
                            : pending::giveUp;
            process.after(random.between(Duration.ZERO, Replica.QUICKEST), answer);
        }
    }

    /** Whoever waits is told, sooner or later, that nobody knows; unless it is applied before. */
    void giveUpAll() {
        for (Pending pending : byIndex.values()) {
            process.after(random.between(Duration.ZERO, LONGEST_SILENCE), pending::giveUp);
        }
    }

    static Unavailable indeterminate() {
        return new Unavailable.Indeterminate(
                "log.indeterminate", "nobody can say whether the entry was written");
    }
}
