package io.stargazer.rpc.hostile;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Plays sessions, each from a seed of its own, until enough frames were mutated. A failure names
 * the seed of its session and the command that plays that session alone. {@code -Dfuzz.frames=}
 * makes the runs longer, for all tests that fuzz.
 */
public final class Fuzz {

    private static final long SEED = Long.getLong("fuzz.seed", 20_261_120L);

    /** One session between a mutated side and one of ours. */
    @FunctionalInterface
    public interface Session {

        /**
         * Plays it to its end.
         *
         * @return how many mutated frames it took
         */
        int play(RandomGenerator random) throws Exception;
    }

    private Fuzz() {}

    /**
     * Plays.
     *
     * @param test the simple name of the test class
     * @param frames how many by default
     * @return how many it were
     */
    public static long run(String test, int frames, Session session) {
        long enough = Long.getLong("fuzz.frames", frames);
        long mutated = 0;
        for (long seed = SEED; mutated < enough; seed++) {
            try {
                mutated += session.play(new SplittableRandom(seed));
            } catch (Exception | AssertionError failed) {
                throw new AssertionError(
                        ("seed %d, after %d mutated frames; again: ./mvnw -pl rpc -am test -Dtest=%s"
                                        + " -Dsurefire.failIfNoSpecifiedTests=false"
                                        + " -Dfuzz.seed=%d -Dfuzz.frames=1")
                                .formatted(seed, mutated, test, seed),
                        failed);
            }
        }
        return mutated;
    }
}
