package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.tasks.process.Subject;
import java.util.List;
import java.util.Locale;

/** A job of very many empty parts, from its beginning until they are merged. */
final class PartsCase implements TaskCase {

    static final String NAME = "parts-10000";

    private static final int PARTS = 10_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        int parts = Math.min(PARTS, turns.plan().scale().objects());
        String name = String.format(Locale.ROOT, "parts-%d", parts);
        turns.inTurns(
                name,
                List.of(Subject.STARGAZER),
                subject -> Deployment.of(subject, subject.broker(), 0),
                (subject, started) -> {
                    double ms = Long.parseLong(started.submitter("parts " + parts)) / 1e6;
                    turns.figure(name, subject, "total", ms, "ms");
                });
    }
}
