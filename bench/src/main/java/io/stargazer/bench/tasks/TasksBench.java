package io.stargazer.bench.tasks;

import io.stargazer.bench.Bench;
import io.stargazer.bench.Goal;
import io.stargazer.bench.MeasuredServer;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Ratio;
import io.stargazer.bench.Report;
import io.stargazer.bench.Turns;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.bench.tasks.process.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Durable tasks beside the queues of others; what becomes of them when executors are lost. */
public final class TasksBench implements Bench {

    static final String RATE_OF_ONE = "e2e-durable-n1";
    static final String RATE_OF_THREE = "e2e-durable-n3";
    static final String RATE_IN_MEMORY = "e2e-ephemeral-n1";

    static final List<TaskCase> CASES =
            List.of(
                    new RateCase(RATE_OF_ONE, 1),
                    new RateCase(RATE_OF_THREE, 3),
                    new EphemeralCase(RATE_IN_MEMORY),
                    new StartLatencyCase(),
                    new ReassignCase(ReassignCase.BREAK, false),
                    new ReassignCase(ReassignCase.HANG, true),
                    new QueuedCase(),
                    new PartsCase(),
                    new DeadlineCase());

    @Override
    public String name() {
        return "tasks";
    }

    @Override
    public String about() {
        return "durable tasks beside beanstalkd, Redis, gearmand and db-scheduler; lost executors";
    }

    @Override
    public List<String> cases() {
        return CASES.stream().map(TaskCase::name).toList();
    }

    @Override
    public List<String> subjects() {
        return Arrays.stream(Subject.values()).map(Subject::title).toList();
    }

    @Override
    public void run(Report report, Plan plan) throws Exception {
        conditions(report, plan);
        report.afterTable(people -> ratios(report, plan, people));
        Turns<Subject> turns = new Turns<>(report, plan);
        for (TaskCase each : CASES) {
            if (plan.wants(each.name())) {
                measure(each, turns);
            }
        }
    }

    /** A case that breaks off has not been measured; the others are. */
    private static void measure(TaskCase each, Turns<Subject> turns) throws Exception {
        try {
            each.measure(turns);
        } catch (IOException e) {
            turns.report().absent(each.name(), String.valueOf(e.getMessage()));
        }
    }

    private static void conditions(Report report, Plan plan) {
        for (Subject subject : Subject.values()) {
            report.beside(subject.title(), subject.durability());
            if (plan.includes(subject.title())) {
                report.note("%s: %s".formatted(subject.title(), subject.setUp()));
            }
        }
        report.note(
                "Servers, submitter and executor of each subject are processes on this machine; no"
                        + " TLS. A task does nothing; its payload is 8 bytes, or 19 where it is text."
                        + " With ours the submitter hears of every end, too.");
        report.note("Rates: ours with a credit of %d.".formatted(StargazerQueue.CREDIT));
        report.note(
                "Our servers: %s; submitters and executors: %s; Java %s; %d processors"
                        .formatted(
                                String.join(" ", MeasuredServer.HEAP),
                                String.join(" ", Child.MEMORY),
                                Runtime.version(),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** All cases together when one subject is left out would only list what is missing. */
    private static void ratios(Report report, Plan plan, PrintStream people) {
        List<Goal> wanted =
                TaskGoals.ALL.stream()
                        .filter(goal -> plan.wants(goal.name()))
                        .filter(goal -> plan.onlySubject().isEmpty())
                        .toList();
        Ratio.print(Ratio.of(report.medians(), wanted), people);
    }
}
