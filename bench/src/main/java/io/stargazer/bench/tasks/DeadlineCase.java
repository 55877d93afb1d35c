package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.tasks.process.Subject;
import java.io.IOException;
import java.util.List;

/**
 * Of the tasks whose prediction said that they would be on time with 95 % or more: how many were.
 */
final class DeadlineCase implements TaskCase {

    static final String NAME = "deadline-calibration";

    private static final int TASKS = 5_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        int tasks = Math.min(TASKS, turns.plan().scale().objects());
        turns.inTurns(
                NAME,
                List.of(Subject.STARGAZER),
                subject -> Deployment.of(subject, subject.broker(), 0),
                (subject, started) -> {
                    long[] counted = Deployment.numbers(started.submitter("deadlines " + tasks));
                    if (counted[1] == 0) {
                        throw new IOException(
                                "of %d tasks %d were predicted, none to be on time"
                                        .formatted(tasks, counted[0]));
                    }
                    double share = 100.0 * counted[1] / tasks;
                    double hits = 100.0 * counted[2] / counted[1];
                    turns.figure(NAME, subject, "sure", share, "%");
                    turns.figure(NAME, subject, "hit-rate", hits, "%");
                });
    }
}
