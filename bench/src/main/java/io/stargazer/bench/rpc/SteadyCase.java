package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.process.Pair;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.IOException;
import java.util.List;

/**
 * Latency under half of the load that a subject can bear, on a schedule that does not wait for
 * answers. Each at half of its own rate as it was a moment ago, then all at half of what grpc-java
 * can bear: the first tells how good a subject is at work, the second what its users feel.
 */
final class SteadyCase implements RpcCase {

    private static final String OWN_RATE = "steady-50pct-32B";
    private static final String SAME_RATE = "steady-same-rate-32B";
    private static final Workload WORKLOAD = Workload.async(32, 1000);
    private static final List<Subject> SUBJECTS =
            List.of(
                    Subject.GRPC_JAVA, // first: it sets the common rate
                    Subject.STARGAZER,
                    Subject.GRPC_JAVA_DEFAULT,
                    Subject.DUBBO);

    /** The first moments of a schedule are not its usual ones. */
    private static final double RUN_IN_SECONDS = 0.5;

    private double commonPerSecond;

    @Override
    public List<String> names() {
        return List.of(OWN_RATE, SAME_RATE);
    }

    @Override
    public void measure(Session session) throws InterruptedException {
        session.inTurns(OWN_RATE, SUBJECTS, WORKLOAD, pair -> turn(session, pair));
    }

    private void turn(Session session, Pair pair) throws IOException, InterruptedException {
        double mostPerSecond = pair.press(session.plan().seconds()).client().perSecond();
        if (pair.subject() == Subject.GRPC_JAVA) {
            commonPerSecond = mostPerSecond / 2;
        }
        if (session.plan().wants(OWN_RATE)) {
            measure(session, OWN_RATE, pair, mostPerSecond / 2);
        }
        boolean isBearable = commonPerSecond > 0 && commonPerSecond <= mostPerSecond;
        if (session.plan().wants(SAME_RATE) && isBearable) {
            measure(session, SAME_RATE, pair, commonPerSecond);
        }
    }

    private static void measure(Session session, String name, Pair pair, double perSecond)
            throws IOException, InterruptedException {
        pair.steady(perSecond, RUN_IN_SECONDS);
        Measurement measured = pair.steady(perSecond, 2 * session.plan().seconds());
        Subject subject = pair.subject();
        session.figure(name, subject, "offered", perSecond, "calls/s");
        session.figure(name, subject, "p50", measured.latency().p50Ns() / 1e3, "us");
        session.figure(name, subject, "p99", measured.latency().p99Ns() / 1e3, "us");
        session.figure(name, subject, "p99.9", measured.latency().p999Ns() / 1e3, "us");
        if (measured.failed() > 0) {
            session.figure(name, subject, "failed", (double) measured.failed(), "calls");
        }
    }
}
