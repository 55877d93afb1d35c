package io.stargazer.bench.log;

import io.stargazer.bench.log.transport.Nodes;
import io.stargazer.bench.rpc.load.Measurement;
import java.io.IOException;
import java.util.List;

/** The same log over different transports between its servers, fed from within the leader. */
record TransportCase(String name, int inFlight) implements LogCase {

    private static final double WARM_UP_TIMES = 3;

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public void measure(Run run) throws Exception {
        run.inTurns(
                name,
                Subject.TRANSPORTS,
                subject -> warm(subject, run.plan().seconds() * WARM_UP_TIMES),
                (subject, nodes) -> {
                    Measurement measured = nodes.press(inFlight, run.plan().seconds());
                    if (inFlight > 1) {
                        run.figure(name, subject, "rate", measured.perSecond(), "writes/s");
                    } else {
                        run.figure(name, subject, "p50", measured.latency().p50Ns() / 1e3, "us");
                        run.figure(name, subject, "p99", measured.latency().p99Ns() / 1e3, "us");
                    }
                });
    }

    private Nodes warm(Subject subject, double seconds) throws IOException, InterruptedException {
        Nodes nodes = new Nodes(subject);
        try {
            nodes.press(inFlight, seconds);
            return nodes;
        } catch (IOException | InterruptedException e) {
            nodes.close();
            throw e;
        }
    }
}
