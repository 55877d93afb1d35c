package io.stargazer.bench.rpc;

import static io.stargazer.bench.rpc.process.Subject.DUBBO;
import static io.stargazer.bench.rpc.process.Subject.FLOOR;
import static io.stargazer.bench.rpc.process.Subject.GRPC_JAVA;
import static io.stargazer.bench.rpc.process.Subject.GRPC_JAVA_DEFAULT;
import static io.stargazer.bench.rpc.process.Subject.NETTY;
import static io.stargazer.bench.rpc.process.Subject.STARGAZER;

import io.stargazer.bench.Bench;
import io.stargazer.bench.Goal;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Ratio;
import io.stargazer.bench.Report;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Calls beside those of the peers (RP-3), each side in a process of its own. */
public final class RpcBench implements Bench {

    private static final List<Subject> WITH_ASYNC =
            List.of(STARGAZER, NETTY, GRPC_JAVA, GRPC_JAVA_DEFAULT, DUBBO);

    static final List<RpcCase> CASES =
            List.of(
                    new LoadCase("async-32B-1conn-w1000", Workload.async(32, 1000), WITH_ASYNC),
                    new LoadCase(
                            "vthreads-1000-32B-1conn",
                            Workload.threads(32, 1000),
                            List.of(STARGAZER, GRPC_JAVA, GRPC_JAVA_DEFAULT, DUBBO)),
                    new LoadCase(
                            "batched-32B-4conn",
                            Workload.batches(32, 4000, 4),
                            List.of(STARGAZER, NETTY)),
                    new LoadCase(
                            "pingpong-32B",
                            Workload.pingPong(Variant.PLAIN, 32),
                            List.of(STARGAZER, NETTY, GRPC_JAVA, GRPC_JAVA_DEFAULT, DUBBO, FLOOR)),
                    new LoadCase(
                            "pingpong-32B-direct",
                            Workload.pingPong(Variant.DIRECT, 32),
                            List.of(STARGAZER, FLOOR)),
                    new LoadCase(
                            "pingpong-32B-spin",
                            Workload.pingPong(Variant.SPIN, 32),
                            List.of(STARGAZER, FLOOR)),
                    new LoadCase(
                            "pingpong-32B-samehost",
                            Workload.pingPong(Variant.SAME_HOST, 32),
                            List.of(STARGAZER, FLOOR)),
                    new LoadCase("async-1KiB-1conn-w1000", Workload.async(1024, 1000), WITH_ASYNC),
                    new LoadCase("async-64KiB-1conn-w64", Workload.async(64 << 10, 64), WITH_ASYNC),
                    new SteadyCase(),
                    new StalledProviderCase(),
                    new RollingRestartCase(),
                    new CostCase(WITH_ASYNC),
                    new CodecCase());

    @Override
    public String name() {
        return "rpc";
    }

    @Override
    public String about() {
        return "calls beside bare Netty, grpc-java and Dubbo: rates, latencies, cost, failures";
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
        report.afterTable(people -> Ratio.print(ratios(report, plan), people));
        Session session = new Session(report, plan);
        for (RpcCase each : CASES) {
            if (each.names().stream().anyMatch(plan::wants)) {
                measure(each, session);
            }
        }
    }

    /** A case that breaks off has not been measured; the others are. */
    private static void measure(RpcCase each, Session session) throws Exception {
        try {
            each.measure(session);
        } catch (IOException e) {
            session.report()
                    .absent(String.join(", ", each.names()), String.valueOf(e.getMessage()));
        }
    }

    private static void conditions(Report report) {
        report.note(
                "Client and server are processes, one event loop each, over loopback; no TLS"
                        + " anywhere. Ours logs in first; the peers know no callers.");
        report.note(
                "Every process: %s, Java %s, %d processors"
                        .formatted(
                                String.join(" ", Child.MEMORY),
                                Runtime.version(),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** All cases together when one subject is left out would only list what is missing. */
    private static List<Ratio> ratios(Report report, Plan plan) {
        List<Goal> wanted =
                RpcGoals.ALL.stream()
                        .filter(goal -> plan.wants(goal.name()))
                        .filter(goal -> plan.onlySubject().isEmpty())
                        .toList();
        return Ratio.of(report.medians(), wanted);
    }
}
