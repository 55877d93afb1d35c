package io.stargazer.bench.rpc;

import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import io.stargazer.bench.rpc.process.Pair;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One run of the benchmark: what is wanted, and where figures go. */
record Session(Report report, Plan plan) {

    private static final int WARM_UP_TIMES = 3;

    /** What is done with a subject at its turn. */
    @FunctionalInterface
    interface Turn {
        void take(Pair pair) throws IOException, InterruptedException;
    }

    /** Those of {@code subjects} that are wanted. */
    List<Subject> wanted(List<Subject> subjects) {
        return subjects.stream().filter(subject -> plan.includes(subject.title())).toList();
    }

    void figure(String name, Subject subject, String stat, double value, String unit) {
        report.figure(name, subject.title(), stat, value, unit);
        report.note(
                "  %s  %s  %s %s %s"
                        .formatted(name, subject.title(), stat, Report.number(value), unit));
    }

    /**
     * Starts a pair of every subject, warms each up, then gives each its turn, round after round. A
     * subject that does not start, or fails a call, leaves the case and is reported as absent.
     */
    void inTurns(String name, List<Subject> subjects, Workload workload, Turn turn)
            throws InterruptedException {
        List<Pair> pairs = new ArrayList<>();
        try {
            for (Subject subject : wanted(subjects)) {
                start(name, subject, workload, pairs);
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                report.note("%s, round %d of %d".formatted(name, round, plan.rounds()));
                for (Pair pair : List.copyOf(pairs)) {
                    try {
                        turn.take(pair);
                    } catch (IOException e) {
                        absent(name, pair.subject(), e);
                        pairs.remove(pair);
                        pair.close();
                    }
                }
            }
        } finally {
            pairs.forEach(Pair::close);
        }
    }

    private void start(String name, Subject subject, Workload workload, List<Pair> pairs)
            throws InterruptedException {
        report.note("%s, %s starts and warms up".formatted(name, subject.title()));
        Pair pair;
        try {
            pair = new Pair(subject, workload);
        } catch (IOException e) {
            absent(name, subject, e);
            return;
        }
        try {
            pair.press(plan.seconds() * WARM_UP_TIMES);
            pairs.add(pair);
        } catch (IOException e) {
            absent(name, subject, e);
            pair.close();
        }
    }

    void absent(String name, Subject subject, Exception why) {
        report.absent(subject.title() + " in " + name, String.valueOf(why.getMessage()));
    }
}
