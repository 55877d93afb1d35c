package io.stargazer.bench.log;

import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of the benchmark: what is wanted, and where figures go. */
final class Run {

    static final String ELECTIONS = "elections-n3";

    private final Report report;
    private final Plan plan;
    private final Map<Subject, Long> elections = new EnumMap<>(Subject.class);

    Run(Report report, Plan plan) {
        this.report = report;
        this.plan = plan;
    }

    /** Starts a subject and warms it up. */
    @FunctionalInterface
    interface Start<T> {
        T start(Subject subject) throws Exception;
    }

    /** What is done with a subject at its turn. */
    @FunctionalInterface
    interface Turn<T> {
        void take(Subject subject, T started) throws Exception;
    }

    Report report() {
        return report;
    }

    Plan plan() {
        return plan;
    }

    void figure(String name, Subject subject, String stat, double value, String unit) {
        report.figure(name, subject.title(), stat, value, unit);
        report.note(
                "  %s  %s  %s %s %s (%s)"
                        .formatted(
                                name,
                                subject.title(),
                                stat,
                                Report.number(value),
                                unit,
                                subject.durability()));
    }

    /** These happened although nobody was killed. */
    void needless(Subject subject, long count) {
        elections.merge(subject, count, Long::sum);
    }

    void reportElections() {
        elections.forEach(
                (subject, count) -> figure(ELECTIONS, subject, "count", (double) count, ""));
    }

    /**
     * Starts every subject, then gives each its turn, round after round. One that does not start,
     * or fails, leaves the case and is reported as absent.
     */
    <T extends AutoCloseable> void inTurns(
            String name, List<Subject> subjects, Start<T> start, Turn<T> turn) throws Exception {
        Map<Subject, T> started = new LinkedHashMap<>();
        try {
            for (Subject subject : subjects) {
                if (plan.includes(subject.title())) {
                    report.note("%s, %s starts and warms up".formatted(name, subject.title()));
                    attempt(name, subject, () -> started.put(subject, start.start(subject)));
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                report.note("%s, round %d of %d".formatted(name, round, plan.rounds()));
                for (Map.Entry<Subject, T> each : List.copyOf(started.entrySet())) {
                    Subject subject = each.getKey();
                    boolean isMeasured =
                            attempt(name, subject, () -> turn.take(subject, each.getValue()));
                    if (!isMeasured) {
                        started.remove(subject);
                        each.getValue().close();
                    }
                }
            }
        } finally {
            for (T each : started.values()) {
                each.close();
            }
        }
    }

    /** Something that may break off. */
    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    private boolean attempt(String name, Subject subject, Step step) throws Exception {
        try {
            step.take();
            return true;
        } catch (IOException e) {
            report.absent(subject.title() + " in " + name, String.valueOf(e.getMessage()));
            return false;
        }
    }
}
