package io.stargazer.sim;

import java.util.List;

/** A seed has found a bug; the message says how to see it again. */
public final class SimulationFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long seed;

    SimulationFailed(long seed, int servers, Throwable cause, List<String> lastLines) {
        super(
                """
                seed %d: %s
                what happened last:
                %s
                to see it again: %s
                """
                        .formatted(
                                seed,
                                cause.getMessage(),
                                String.join("\n", lastLines),
                                command(seed, servers)),
                cause);
        this.seed = seed;
    }

    private static String command(long seed, int servers) {
        return "./stargazer simulate --seeds 1 --seed "
                + seed
                + (servers == SimRun.ANY_SERVERS ? "" : " --servers " + servers);
    }

    public long seed() {
        return seed;
    }
}
