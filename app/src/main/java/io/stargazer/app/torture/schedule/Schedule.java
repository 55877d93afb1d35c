package io.stargazer.app.torture.schedule;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * Which faults come, in which order: the same for the same seed. Which server leads when one comes
 * is the cluster's own matter, so two runs of a seed are alike, not equal.
 */
public final class Schedule implements Iterator<Fault> {

    private static final int SHORTEST_MS = 1000;
    private static final int LONGEST_MS = 3000;
    private static final int SHORTEST_PAUSE_MS = 500;
    private static final int LONGEST_PAUSE_MS = 3000;

    private final Random random;
    private final List<FaultKind> fixed;
    private final List<FaultKind> possible;
    private int given;

    /**
     * @param fixed the faults, in this order and no others; endless and at random when empty
     * @param possible those of which there may be any at random
     */
    public Schedule(long seed, List<FaultKind> fixed, List<FaultKind> possible) {
        this.random = new Random(seed);
        this.fixed = List.copyOf(fixed);
        this.possible = List.copyOf(possible);
    }

    @Override
    public boolean hasNext() {
        return fixed.isEmpty() || given < fixed.size();
    }

    @Override
    public Fault next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        FaultKind any = possible.get(random.nextInt(possible.size()));
        return new Fault(
                fixed.isEmpty() ? any : fixed.get(given++),
                random.nextInt(Integer.MAX_VALUE),
                Duration.ofMillis(random.nextInt(SHORTEST_MS, LONGEST_MS)),
                Duration.ofMillis(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)),
                random.nextBoolean());
    }
}
