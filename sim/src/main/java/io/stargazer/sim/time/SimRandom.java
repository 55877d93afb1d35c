package io.stargazer.sim.time;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chance out of one seed (SplitMix64: Steele, Lea, Flood 2014). Each part of the world draws from a
 * stream of its own, so that a change in one does not shift the others. One thread.
 */
public final class SimRandom implements RandomGenerator {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    public SimRandom(long seed) {
        this.seed = seed;
        this.state = mix(seed + GOLDEN);
    }

    /** The stream of this name: the same, however much was drawn elsewhere. */
    public SimRandom stream(String name) {
        long hash = seed;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash + GOLDEN) ^ name.charAt(i);
        }
        return new SimRandom(mix(hash));
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /** Any duration of this range, both ends included. */
    public Duration between(Duration least, Duration most) {
        return Duration.ofNanos(nextLong(least.toNanos(), most.toNanos() + 1));
    }

    public <T> T pick(List<T> list) {
        return list.get(nextInt(list.size()));
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
