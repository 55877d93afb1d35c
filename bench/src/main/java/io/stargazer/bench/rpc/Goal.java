package io.stargazer.bench.rpc;

import io.stargazer.bench.Report;
import java.util.List;

/**
 * What was asked of one figure of ours (RP-3).
 *
 * @param against the peer by whose figure ours is divided; empty for ours as it is
 */
record Goal(String name, String stat, String against, Demand demand, double limit) {

    /** On which side of the limit it has to be. */
    enum Demand {
        AT_LEAST(">="),
        AT_MOST("<="),
        BELOW("<");

        private final String sign;

        Demand(String sign) {
            this.sign = sign;
        }
    }

    private static final String GRPC = "grpc-java";

    /** Ratios in one run, on a machine of two cores. */
    static final List<Goal> ALL =
            List.of(
                    new Goal("async-32B-1conn-w1000", "rate", GRPC, Demand.AT_LEAST, 30),
                    new Goal("async-32B-1conn-w1000", "rate", "dubbo", Demand.AT_LEAST, 70),
                    new Goal("vthreads-1000-32B-1conn", "rate", GRPC, Demand.AT_LEAST, 25),
                    new Goal("batched-32B-4conn", "rate", "", Demand.AT_LEAST, 30e6),
                    new Goal("pingpong-32B", "p50", "netty", Demand.AT_MOST, 1.1),
                    new Goal("pingpong-32B", "p50", GRPC, Demand.BELOW, 1),
                    new Goal("pingpong-32B-spin", "p50", "", Demand.AT_MOST, 10),
                    new Goal("pingpong-32B-samehost", "p50", "", Demand.AT_MOST, 2),
                    new Goal("async-1KiB-1conn-w1000", "rate", GRPC, Demand.AT_LEAST, 10),
                    new Goal("async-64KiB-1conn-w64", "rate", GRPC, Demand.AT_LEAST, 2),
                    new Goal(StalledProviderCase.NAME, "p99", "", Demand.BELOW, 50_000),
                    new Goal(RollingRestartCase.NAME, "lost", "", Demand.AT_MOST, 0));

    boolean isAbout(Report.Median ours) {
        return name.equals(ours.name()) && stat.equals(ours.stat());
    }

    boolean isReachedBy(double figure) {
        return switch (demand) {
            case AT_LEAST -> figure >= limit;
            case AT_MOST -> figure <= limit;
            case BELOW -> figure < limit;
        };
    }

    /** For people, as {@code >= 30 x}. */
    String asked() {
        return demand.sign + " " + Report.number(limit) + (against.isEmpty() ? "" : " x");
    }
}
