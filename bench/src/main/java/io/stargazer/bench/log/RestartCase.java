package io.stargazer.bench.log;

import io.stargazer.bench.log.servers.StargazerServers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * One server on which very many instances are registered is killed and started again: how long from
 * the start of the process until it says that it can serve. All of them must be there then.
 */
final class RestartCase implements LogCase {

    static final String NAME = "restart-1000000";

    /** Room for a million, and for reading them. */
    private static final List<String> HEAP = List.of("-Xms1g", "-Xmx4g", "-XX:+UseG1GC");

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Run run) throws Exception {
        int objects = run.plan().scale().objects();
        String name = String.format(Locale.ROOT, "restart-%d", objects);
        run.report().note("%s: the server has %s".formatted(name, String.join(" ", HEAP)));
        run.inTurns(
                name,
                List.of(Subject.STARGAZER),
                subject ->
                        Deployment.of(subject, new StargazerServers(1, HEAP))
                                .after(started -> started.fill(objects)),
                (subject, started) -> {
                    StargazerServers servers = (StargazerServers) started.servers();
                    servers.kill(0);
                    double readyMs = servers.restart(0) / 1e6;
                    if (servers.instances() < objects) {
                        throw new IOException(
                                "only %d instances came back".formatted(servers.instances()));
                    }
                    run.figure(name, subject, "ready", readyMs, "ms");
                });
    }
}
