package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.jmh.Microbenchmarks;
import io.stargazer.bench.rpc.load.Usage;
import io.stargazer.bench.rpc.process.Pair;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.List;

/**
 * What one call costs under the load of a thousand open ones: bytes on the heap and processor time,
 * on both sides. The bytes of the caller a second time from JMH's own profiler, against the same
 * server.
 */
record CostCase(List<Subject> subjects) implements RpcCase {

    private static final String NAME = "cost-per-call";
    private static final Workload WORKLOAD = Workload.async(32, 1000);

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Session session) throws InterruptedException {
        session.inTurns(NAME, subjects, WORKLOAD, pair -> turn(session, pair));
    }

    private static void turn(Session session, Pair pair) throws IOException, InterruptedException {
        Pair.Result result = pair.press(session.plan().seconds());
        long calls = result.client().calls();
        sides(session, pair.subject(), "client", result.client().caller(), calls);
        sides(session, pair.subject(), "server", result.server(), calls);
        double bytes =
                Microbenchmarks.bytesPerCall(
                        pair.subject(), pair.address(), session.plan().seconds());
        session.figure(NAME, pair.subject(), "client-jmh", bytes, "bytes");
    }

    private static void sides(
            Session session, Subject subject, String side, Usage used, long calls) {
        double bytes = (double) used.allocatedBytes() / calls;
        session.figure(NAME, subject, side + "-bytes", bytes, "bytes");
        session.figure(NAME, subject, side + "-cpu", (double) used.cpuNs() / calls, "ns");
    }
}
