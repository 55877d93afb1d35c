package io.stargazer.bench.tasks;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Goal.Demand;
import java.util.List;

/** What was asked of tasks (TK-1 to TK-8), on a machine of two cores. */
final class TaskGoals {

    static final List<Goal> ALL =
            List.of(
                    new Goal(TasksBench.RATE_OF_ONE, "rate", "", Demand.AT_LEAST, 100_000),
                    new Goal(TasksBench.RATE_OF_THREE, "rate", "", Demand.AT_LEAST, 50_000),
                    new Goal(StartLatencyCase.NAME, "p50", "", Demand.AT_MOST, 500),
                    new Goal(StartLatencyCase.NAME, "p99", "", Demand.AT_MOST, 2000),
                    new Goal(ReassignCase.BREAK, "max", "", Demand.AT_MOST, 100),
                    new Goal(ReassignCase.HANG, "max", "", Demand.AT_MOST, 5000),
                    new Goal(QueuedCase.NAME, "listing", "", Demand.BELOW, 50),
                    new Goal(QueuedCase.NAME, "counting", "", Demand.BELOW, 50),
                    new Goal(PartsCase.NAME, "total", "", Demand.AT_MOST, 5000),
                    new Goal(DeadlineCase.NAME, "hit-rate", "", Demand.AT_LEAST, 90));

    private TaskGoals() {}
}
