package io.stargazer.bench.log;

import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import io.stargazer.bench.Turns;
import java.util.EnumMap;
import java.util.Map;

/** One run of the benchmark, and the elections that happened in it. */
final class Run extends Turns<Subject> {

    static final String ELECTIONS = "elections-n3";

    private final Map<Subject, Long> elections = new EnumMap<>(Subject.class);

    Run(Report report, Plan plan) {
        super(report, plan);
    }

    /** These happened although nobody was killed. */
    void needless(Subject subject, long count) {
        elections.merge(subject, count, Long::sum);
    }

    void reportElections() {
        elections.forEach(
                (subject, count) -> figure(ELECTIONS, subject, "count", (double) count, ""));
    }
}
