package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.util.List;

/** One workload, and the rate or the latency that each subject has under it. */
record LoadCase(String name, Workload workload, List<Subject> subjects) implements RpcCase {

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public void measure(Session session) throws InterruptedException {
        session.inTurns(
                name,
                subjects,
                workload,
                pair -> {
                    Measurement measured = pair.press(session.plan().seconds()).client();
                    if (workload.kind() == Workload.Kind.PING_PONG) {
                        double p50Us = measured.latency().p50Ns() / 1e3;
                        double p99Us = measured.latency().p99Ns() / 1e3;
                        session.figure(name, pair.subject(), "p50", p50Us, "us");
                        session.figure(name, pair.subject(), "p99", p99Us, "us");
                    } else {
                        session.figure(
                                name, pair.subject(), "rate", measured.perSecond(), "calls/s");
                    }
                });
    }
}
