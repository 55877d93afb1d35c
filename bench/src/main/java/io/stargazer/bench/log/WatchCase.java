package io.stargazer.bench.log;

import io.stargazer.bench.rpc.load.Measurement;
import java.util.List;

/**
 * How soon a watcher hears of a write: from just before it is sent until the callback on another
 * connection of the same process.
 */
final class WatchCase implements LogCase {

    static final String NAME = "watch-n3";

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
                                .after(started -> started.warmUp(run.plan().seconds())),
                (subject, started) -> {
                    Measurement measured = started.watch(run.plan().seconds());
                    run.figure(NAME, subject, "p50", measured.latency().p50Ns() / 1e3, "us");
                    run.figure(NAME, subject, "p99", measured.latency().p99Ns() / 1e3, "us");
                });
    }
}
