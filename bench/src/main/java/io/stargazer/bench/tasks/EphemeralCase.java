package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.process.Subject;
import java.util.List;

/** The tasks of {@link RateCase} that are ephemeral: in no log, and lost with the server. */
record EphemeralCase(String name) implements TaskCase {

    private static final double WARM_UP_TIMES = 3;

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        double seconds = turns.plan().seconds();
        turns.inTurns(
                name,
                List.of(Subject.STARGAZER),
                subject ->
                        Deployment.of(subject, subject.broker(), StargazerQueue.CREDIT)
                                .after(started -> started.ephemeralRate(seconds * WARM_UP_TIMES)),
                (subject, started) ->
                        turns.figure(
                                name, subject, "rate", started.ephemeralRate(seconds), "tasks/s"));
    }
}
