package io.stargazer.bench.log;

import io.stargazer.bench.Bench;
import io.stargazer.bench.Goal;
import io.stargazer.bench.MeasuredServer;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Ratio;
import io.stargazer.bench.Report;
import io.stargazer.bench.log.servers.EtcdServers;
import io.stargazer.bench.log.store.StoreClient;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several servers with one log, beside etcd; and what carries the log, beside Ratis' own. */
public final class LogBench implements Bench {

    static final String WRITES_OF_ONE = "write-w256-n1";
    static final String WRITES_OF_THREE = "write-w256-n3";
    static final String ONE_WRITE = "write-w1-n3";

    private static final int MANY = 256;

    static final List<LogCase> CASES =
            List.of(
                    new WriteCase(WRITES_OF_ONE, 1, MANY),
                    new WriteCase(WRITES_OF_THREE, WriteCase.THREE, MANY),
                    new WriteCase(ONE_WRITE, WriteCase.THREE, 1),
                    new WatchCase(),
                    new FailoverCase(),
                    new RestartCase(),
                    new SizeCase(),
                    new TransportCase("transport-w256-n3", MANY),
                    new TransportCase("transport-w1-n3", 1));

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String about() {
        return "writes, watches and failovers of three servers beside etcd; restart, memory";
    }

    @Override
    public List<String> cases() {
        return CASES.stream().flatMap(known -> known.names().stream()).toList();
    }

    @Override
    public List<String> subjects() {
        return Arrays.stream(Subject.values()).map(Subject::title).toList();
    }

    @Override
    public void run(Report report, Plan plan) throws Exception {
        conditions(report);
        if (EtcdServers.program().isEmpty() && plan.includes(Subject.ETCD.title())) {
            report.absent(Subject.ETCD.title(), EtcdServers.ABSENT);
        }
        report.afterTable(people -> ratios(report, plan, people));
        Run run = new Run(report, plan);
        for (LogCase each : CASES) {
            if (each.names().stream().anyMatch(plan::wants)) {
                measure(each, run);
            }
        }
        run.reportElections();
    }

    /** A case that breaks off has not been measured; the others are. */
    private static void measure(LogCase each, Run run) throws Exception {
        try {
            each.measure(run);
        } catch (IOException e) {
            run.report().absent(String.join(", ", each.names()), String.valueOf(e.getMessage()));
        }
    }

    private static void conditions(Report report) {
        for (Subject subject : Subject.values()) {
            report.beside(subject.title(), subject.durability());
        }
        report.note(
                "Servers are processes on this machine, each with a folder of its own; their clients"
                        + " are one process with %d connections to the leader. No TLS."
                                .formatted(StoreClient.CONNECTIONS));
        report.note(
                "A write of ours is a registration by RPC on a session, logged in; one of etcd is a"
                        + " put over gRPC, nobody logs in. Both are about 128 bytes.");
        report.note(
                "Our servers: %s, Java %s; etcd as packed by Debian; %d processors"
                        .formatted(
                                String.join(" ", MeasuredServer.HEAP),
                                Runtime.version(),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** All cases together when one subject is left out would only list what is missing. */
    private static void ratios(Report report, Plan plan, PrintStream people) {
        List<Goal> wanted =
                LogGoals.ALL.stream()
                        .filter(goal -> plan.wants(goal.name()))
                        .filter(goal -> plan.onlySubject().isEmpty())
                        .toList();
        List<Ratio> ratios = new ArrayList<>(Ratio.of(report.medians(), wanted));
        ratios.addAll(Ratio.of(Subject.STARGAZER_RPC.title(), report.medians(), List.of()));
        Ratio.print(ratios, people);
    }
}
