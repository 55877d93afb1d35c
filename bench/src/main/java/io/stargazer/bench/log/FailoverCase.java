package io.stargazer.bench.log;

import io.stargazer.bench.Report;
import io.stargazer.bench.log.servers.Servers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The leader is killed, again and again: how long it takes from just before the kill until a client
 * that knows all servers has a write acknowledged. What was killed comes back before the next.
 */
final class FailoverCase implements LogCase {

    static final String NAME = "failover-n3";

    private static final double WARM_UP_SECONDS = 2;

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Run run) throws Exception {
        run.inTurns(
                NAME,
                Subject.STORES,
                subject ->
                        Deployment.of(subject, WriteCase.THREE)
                                .after(started -> started.press(1, WARM_UP_SECONDS)),
                (subject, started) -> turn(run, subject, started));
    }

    private static void turn(Run run, Subject subject, Deployment started) throws Exception {
        Servers servers = started.servers();
        List<Double> tookMs = new ArrayList<>();
        for (int kill = 0; kill < run.plan().scale().kills(); kill++) {
            started.reachAll();
            int leader = servers.leader();
            long killedNs = System.nanoTime();
            servers.kill(leader);
            tookMs.add((started.firstWriteNs() - killedNs) / 1e6);
            servers.restart(leader);
        }
        run.figure(NAME, subject, "median", Report.median(tookMs), "ms");
        run.figure(NAME, subject, "max", Collections.max(tookMs), "ms");
    }
}
