package io.stargazer.sim;

import java.util.List;

/** A seed has found a bug; the message says how to see it again. */
public final class SimulationFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long seed;

    SimulationFailed(long seed, Throwable cause, List<String> lastLines) {
        super(
                """
                seed %d: %s
                what happened last:
                %s
                to see it again: ./mvnw -Dquick -pl sim -am test -Dtest=SimulationTest -Dsim.seed=%d -Dsurefire.failIfNoSpecifiedTests=false
                """
                        .formatted(seed, cause.getMessage(), String.join("\n", lastLines), seed),
                cause);
        this.seed = seed;
    }

    public long seed() {
        return seed;
    }
}
