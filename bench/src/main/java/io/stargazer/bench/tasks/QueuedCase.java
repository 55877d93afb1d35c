package io.stargazer.bench.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Failure;
import io.stargazer.bench.Turns;
import io.stargazer.bench.log.servers.StargazerServers;
import io.stargazer.bench.tasks.peer.StargazerBroker;
import io.stargazer.bench.tasks.process.Subject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Very many tasks wait because nobody does them: what that costs, how long the server takes to be
 * back with them, and how long people wait for a page or a count of them.
 */
final class QueuedCase implements TaskCase {

    static final String NAME = "queued-1000000";

    /** Room for a million, and for reading them. */
    private static final List<String> HEAP = List.of("-Xms1g", "-Xmx4g", "-XX:+UseG1GC");

    private static final String COUNTS = "/api/v1/task-types?namespace=default";
    private static final String PAGE = "/api/v1/tasks?namespace=default&limit=50";
    private static final int LOOKS = 50;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void measure(Turns<Subject> turns) throws Exception {
        int tasks = turns.plan().scale().objects();
        String name = String.format(Locale.ROOT, "queued-%d", tasks);
        turns.report().note("%s: the server has %s".formatted(name, String.join(" ", HEAP)));
        turns.inTurns(
                name,
                List.of(Subject.STARGAZER),
                _ -> new Nothing(),
                (subject, _) -> {
                    StargazerServers servers = new StargazerServers(1, HEAP);
                    try (Deployment started =
                            new Deployment(subject, new StargazerBroker(servers))) {
                        new Queued(turns, name, tasks).measure(started, servers);
                    } catch (Failure refused) {
                        throw new IOException(
                                "the server refused: " + refused.getMessage(), refused);
                    }
                });
    }

    /** Nothing outlives a round: each begins with an empty server. */
    private record Nothing() implements AutoCloseable {
        @Override
        public void close() {}
    }

    private record Queued(Turns<Subject> turns, String name, int tasks) {

        void measure(Deployment started, StargazerServers servers) throws Exception {
            long emptyBytes = servers.liveBytes(0);
            long fillNs = Long.parseLong(started.submitter("fill " + tasks));
            figure("submit", tasks * 1e9 / fillNs, "tasks/s");
            figure("memory", (double) (servers.liveBytes(0) - emptyBytes) / tasks, "bytes");
            servers.kill(0);
            figure("restart", servers.restart(0) / 1e6, "ms");
            look(servers);
        }

        /** The slowest of many looks, after as many to warm up: all must have come back. */
        private void look(StargazerServers servers) throws Exception {
            countMs(servers);
            figure("counting", countMs(servers), "ms");
            listMs(servers);
            figure("listing", listMs(servers), "ms");
        }

        private double countMs(StargazerServers servers) throws Exception {
            long slowestNs = 0;
            for (int at = 0; at < LOOKS; at++) {
                long startNs = System.nanoTime();
                JsonNode counts = servers.get(COUNTS);
                slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
                requireAll(counts);
            }
            return slowestNs / 1e6;
        }

        /** Page after page. */
        private double listMs(StargazerServers servers) throws Exception {
            long slowestNs = 0;
            String after = "";
            for (int at = 0; at < LOOKS; at++) {
                long startNs = System.nanoTime();
                JsonNode page = servers.get(PAGE + (after.isEmpty() ? "" : "&after=" + after));
                slowestNs = Math.max(slowestNs, System.nanoTime() - startNs);
                if (page.path("items").isEmpty()) {
                    throw new IOException("an empty page");
                }
                after = page.path("next").asText();
            }
            return slowestNs / 1e6;
        }

        private void requireAll(JsonNode counts) throws IOException {
            long pending = 0;
            for (JsonNode type : counts.path("items")) {
                pending += type.path("pending").asLong();
            }
            if (pending != tasks) {
                throw new IOException("%d of %d tasks are pending".formatted(pending, tasks));
            }
        }

        private void figure(String stat, double value, String unit) {
            turns.figure(name, Subject.STARGAZER, stat, value, unit);
        }
    }
}
