package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.tasks.process.Subject;

/** From just before a task is submitted until its handler runs, when there is little to do. */
final class StartLatencyCase implements TaskCase {

    static final String NAME = "start-latency";

    private static final double WARM_UP_TIMES = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        double seconds = turns.plan().seconds();
        turns.inTurns(
                NAME,
                Subject.ALL,
                subject ->
                        Deployment.of(subject, subject.broker(), 0)
                                .after(started -> {
                                    started.rate(seconds); // compiles what runs often
                                    started.delay(seconds * WARM_UP_TIMES);
                                }),
                (subject, started) -> {
                    Deployment.Delay delay = started.delay(seconds);
                    turns.figure(NAME, subject, "p50", delay.p50Us(), "us");
                    turns.figure(NAME, subject, "p99", delay.p99Us(), "us");
                });
    }
}
