package io.stargazer.bench.log;

import io.stargazer.bench.rpc.load.Measurement;
import java.util.List;

/**
 * Writes through the leader: how many a second, or what one takes when nobody else writes. With
 * three servers elections meanwhile are counted, too: none is needed.
 */
record WriteCase(String name, int servers, int inFlight) implements LogCase {

    static final int THREE = 3;

    @Override
    public List<String> names() {
        return servers == THREE && inFlight > 1 ? List.of(name, Run.ELECTIONS) : List.of(name);
    }

    @Override
    public void measure(Run run) throws Exception {
        run.inTurns(
                name,
                Subject.STORES,
                subject ->
                        Deployment.of(subject, servers)
                                .after(started -> started.warmUp(run.plan().seconds())),
                (subject, started) -> turn(run, subject, started));
    }

    private void turn(Run run, Subject subject, Deployment started) throws Exception {
        long termBefore = started.servers().term();
        Measurement measured = started.press(inFlight, run.plan().seconds());
        if (servers == THREE) {
            run.needless(subject, started.servers().term() - termBefore);
        }
        if (inFlight > 1) {
            run.figure(name, subject, "rate", measured.perSecond(), "writes/s");
        } else {
            run.figure(name, subject, "p50", measured.latency().p50Ns() / 1e3, "us");
            run.figure(name, subject, "p99", measured.latency().p99Ns() / 1e3, "us");
        }
    }
}
