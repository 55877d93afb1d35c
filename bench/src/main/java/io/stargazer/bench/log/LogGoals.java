package io.stargazer.bench.log;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Goal.Demand;
import java.util.List;

/** What was asked of the log (CL-1, CL-2), on a machine of two cores. */
final class LogGoals {

    private static final String ETCD = Subject.ETCD.title();

    static final List<Goal> ALL =
            List.of(
                    new Goal(LogBench.WRITES_OF_THREE, "rate", ETCD, Demand.AT_LEAST, 5),
                    new Goal(LogBench.WRITES_OF_ONE, "rate", ETCD, Demand.AT_LEAST, 5),
                    new Goal(LogBench.ONE_WRITE, "p50", ETCD, Demand.AT_MOST, 2),
                    new Goal(WatchCase.NAME, "p50", ETCD, Demand.AT_MOST, 0.5),
                    new Goal(FailoverCase.NAME, "median", "", Demand.AT_MOST, 1000),
                    new Goal(FailoverCase.NAME, "max", "", Demand.AT_MOST, 2500),
                    new Goal(Run.ELECTIONS, "count", "", Demand.AT_MOST, 0),
                    new Goal(RestartCase.NAME, "ready", "", Demand.AT_MOST, 10_000),
                    new Goal(SizeCase.NAME, "value", "", Demand.AT_MOST, 1024));

    private LogGoals() {}
}
