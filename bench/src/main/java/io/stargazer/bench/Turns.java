package io.stargazer.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Subjects that take turns in a case, so that what the machine does meanwhile meets all of them.
 * One run of a benchmark: what is wanted, and where figures go.
 */
public class Turns<S extends Turns.Measured> {

    private final Report report;
    private final Plan plan;

    public Turns(Report report, Plan plan) {
        this.report = report;
        this.plan = plan;
    }

    /** Who is measured. */
    public interface Measured {

        /** As in reports and on the command line. */
        String title();

        /** What is on which disk when something is acknowledged. */
        String durability();
    }

    /** Starts a subject and warms it up. */
    @FunctionalInterface
    public interface Start<S, T> {
        T start(S subject) throws Exception;
    }

    /** What is done with a subject at its turn. */
    @FunctionalInterface
    public interface Turn<S, T> {
        void take(S subject, T started) throws Exception;
    }

    public Report report() {
        return report;
    }

    public Plan plan() {
        return plan;
    }

    public void figure(String name, S subject, String stat, double value, String unit) {
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

    /**
     * Starts every subject, then gives each its turn, round after round. One that does not start,
     * or fails, leaves the case and is reported as absent.
     */
    public <T extends AutoCloseable> void inTurns(
            String name, List<S> subjects, Start<S, T> start, Turn<S, T> turn) throws Exception {
        Map<S, T> started = new LinkedHashMap<>();
        try {
            for (S subject : subjects) {
                if (plan.includes(subject.title())) {
                    report.note("%s, %s starts and warms up".formatted(name, subject.title()));
                    attempt(name, subject, () -> started.put(subject, start.start(subject)));
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                report.note("%s, round %d of %d".formatted(name, round, plan.rounds()));
                for (Map.Entry<S, T> each : List.copyOf(started.entrySet())) {
                    S subject = each.getKey();
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

    private boolean attempt(String name, S subject, Step step) throws Exception {
        try {
            step.take();
            return true;
        } catch (IOException e) {
            report.absent(subject.title() + " in " + name, String.valueOf(e.getMessage()));
            return false;
        }
    }
}
