package io.stargazer.app.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Looks at every server several times a second: who leads in which term, and whether two servers
 * that are equally far have the same state. Thread-safe.
 */
final class Lookout implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final int REMEMBERED = 20_000;

    /**
     * What a server last said of itself.
     *
     * @param leader the id of the server that it believes to lead, or empty
     */
    record Sighting(
            TortureServer server,
            String leader,
            long term,
            long revision,
            String hash,
            Set<String> voters) {

        boolean leads() {
            return leader.equals(server.id());
        }
    }

    private final List<TortureServer> servers;
    private final Alarm alarm;
    private final Map<Integer, Sighting> latest = new ConcurrentHashMap<>();
    private final TreeMap<Long, Sighting> firstAt = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private long firstTerm = Long.MAX_VALUE;
    private long lastTerm;

    Lookout(List<TortureServer> servers, Supplier<String> token, Alarm alarm) {
        this.servers = servers;
        this.alarm = alarm;
        for (TortureServer server : servers) {
            Requester requester = new Requester(servers, ANSWER_WITHIN, token);
            threads.add(Thread.ofVirtual().start(() -> watch(server, requester)));
        }
    }

    private void watch(TortureServer server, Requester requester) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (requester.get(server, "/api/v1/status") instanceof Reply.Done done) {
                    note(sighting(server, done.document()));
                } else {
                    latest.remove(server.number());
                }
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static Sighting sighting(TortureServer server, JsonNode status) {
        JsonNode log = status.path("log");
        Set<String> voters = new HashSet<>();
        log.path("voters").forEach(voter -> voters.add(voter.asText()));
        return new Sighting(
                server,
                log.path("leader").asText(),
                log.path("term").asLong(),
                status.path("revision").asLong(),
                status.path("stateHash").asText(),
                voters);
    }

    private synchronized void note(Sighting sighting) {
        latest.put(sighting.server().number(), sighting);
        firstTerm = Math.min(firstTerm, sighting.term());
        lastTerm = Math.max(lastTerm, sighting.term());
        Sighting other = firstAt.putIfAbsent(sighting.revision(), sighting);
        if (other != null && !other.hash().equals(sighting.hash())) {
            alarm.raise(
                    "at revision %d the state of %s has the hash %s, that of %s %s"
                            .formatted(
                                    sighting.revision(),
                                    other.server().id(),
                                    other.hash(),
                                    sighting.server().id(),
                                    sighting.hash()));
        }
        if (firstAt.size() > REMEMBERED) {
            firstAt.pollFirstEntry();
        }
    }

    /** The server that leads in the highest term that any has seen lately. */
    Optional<TortureServer> leader() {
        return latest.values().stream()
                .max(Comparator.comparingLong(Sighting::term).thenComparing(Sighting::leads))
                .filter(Sighting::leads)
                .map(Sighting::server);
    }

    /** Whether all servers answer, follow the same leader, and have the same state. */
    boolean agree() {
        List<Sighting> now = List.copyOf(latest.values());
        return now.size() == servers.size()
                && now.stream().map(Sighting::leader).distinct().count() == 1
                && !now.getFirst().leader().isEmpty()
                && now.stream().map(Sighting::revision).distinct().count() == 1
                && now.stream().map(Sighting::hash).distinct().count() == 1;
    }

    /** Whether the server says that it votes and knows who leads. */
    boolean isMember(TortureServer server) {
        Sighting now = latest.get(server.number());
        return now != null && now.voters().contains(server.id()) && !now.leader().isEmpty();
    }

    /** How many terms began since the first look. */
    synchronized long elections() {
        return Math.max(0, lastTerm - firstTerm);
    }

    /** For people, when they do not agree. */
    @Override
    public String toString() {
        return servers.stream()
                .map(server -> {
                    Sighting now = latest.get(server.number());
                    return now == null
                            ? server.id() + " does not answer"
                            : "%s at revision %d, hash %s, leader '%s' in term %d"
                                    .formatted(
                                            server.id(),
                                            now.revision(),
                                            now.hash(),
                                            now.leader(),
                                            now.term());
                })
                .toList()
                .toString();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
