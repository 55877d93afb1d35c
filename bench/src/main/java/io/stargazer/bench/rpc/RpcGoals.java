package io.stargazer.bench.rpc;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Goal.Demand;
import java.util.List;

/** What was asked of calls (RP-3). */
final class RpcGoals {

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

    private RpcGoals() {}
}
