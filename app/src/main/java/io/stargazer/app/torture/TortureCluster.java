package io.stargazer.app.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.process.ChildProcesses;
import io.stargazer.app.torture.network.Wires;
import io.stargazer.app.torture.task.TaskCrew;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The servers, the wires between them, their administrator, and who looks at them. */
final class TortureCluster implements AutoCloseable {

    /** For whatever must happen once nothing is in its way, on a slow machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final String CREW = "torture-tasks";

    private final Path folder;
    private final Wires wires;
    private final ChildProcesses processes;
    private final Alarm alarm;
    private final List<TortureServer> servers = new ArrayList<>();
    private final Requester requester;
    private final Lookout lookout;
    private final String password = secret();
    private volatile String token = "";

    TortureCluster(int size, Path folder, Class<?> program, Alarm alarm) throws IOException {
        this.folder = folder;
        this.alarm = alarm;
        wires = Wires.between(size);
        processes = new ChildProcesses(folder);
        for (int number = 1; number <= size; number++) {
            servers.add(new TortureServer(number, wires, processes, program, folder));
        }
        requester = requester(ANSWER_WITHIN);
        lookout = new Lookout(servers, () -> token, alarm);
    }

    private static String secret() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    List<TortureServer> servers() {
        return servers;
    }

    Wires wires() {
        return wires;
    }

    Lookout lookout() {
        return lookout;
    }

    /** Another client of the administrator. */
    Requester requester(Duration answerWithin) {
        return new Requester(servers, answerWithin, () -> token);
    }

    /** One server begins, the registers are made, the other servers are invited and join. */
    void begin(Registers registers) throws IOException, InterruptedException {
        TortureServer first = servers.getFirst();
        first.begin(password);
        await(first.id() + " is ready", first::isAnnounced);
        renewToken();
        registers.createAt(first.address(), "default/torture", newApplication("torture"));
        for (TortureServer server : servers.subList(1, servers.size())) {
            JsonNode invitation = done("/api/v1/cluster/members", "server", server.id());
            server.join(
                    "http://" + wires.advertised(first.number()),
                    invitation.path("token").asText());
            await(server.id() + " votes", () -> lookout.isMember(server));
        }
    }

    /** Those who submit and do tasks, at all servers; none has begun. */
    TaskCrew newCrew() throws IOException, InterruptedException {
        String servers =
                String.join(",", this.servers.stream().map(TortureServer::address).toList());
        return new TaskCrew(
                processes,
                new TaskCrew.Place(
                        folder,
                        List.of(
                                "-XX:TieredStopAtLevel=1",
                                "-Djdk.net.hosts.file=" + wires.hostsOfClients(folder)),
                        servers,
                        CREW,
                        newApplication(CREW)),
                alarm::raise);
    }

    private String newApplication(String name) throws InterruptedException {
        return done(
                        "/api/v1/applications",
                        "namespace",
                        "default",
                        "name",
                        name,
                        "role",
                        "operator")
                .path("secret")
                .asText();
    }

    /** Before the present token ends, two hours after it was given. */
    void renewToken() throws InterruptedException {
        token = done("/api/v1/login", "user", "admin", "password", password).path("token").asText();
    }

    /** Lets the server lead, if it can. */
    void transferTo(TortureServer server) throws InterruptedException {
        Reply reply = requester.post(server, "/api/v1/cluster/leader", json("server", server.id()));
        if (reply instanceof Reply.Wrong wrong) {
            throw new TortureFailed(wrong.what());
        }
    }

    /**
     * Repeats what may be repeated until it is done, at a server that is never harmed meanwhile.
     */
    private JsonNode done(String path, String... fields) throws InterruptedException {
        return awaitSome(
                () -> path + " is done",
                () -> {
                    Reply reply = requester.post(servers.getFirst(), path, json(fields));
                    if (reply instanceof Reply.Wrong wrong) {
                        throw new TortureFailed(wrong.what());
                    }
                    return reply instanceof Reply.Done done
                            ? Optional.of(done.document())
                            : Optional.empty();
                });
    }

    private static String json(String... fields) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            members.add("\"%s\":\"%s\"".formatted(fields[i], fields[i + 1]));
        }
        return "{" + String.join(",", members) + "}";
    }

    /** The server that leads; waits until there is one. */
    TortureServer awaitLeader() throws InterruptedException {
        return awaitSome(() -> "a server leads", lookout::leader);
    }

    /** Something that comes true sooner or later. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /**
     * Waits for it.
     *
     * @throws TortureFailed when it takes too long, or anything goes wrong meanwhile
     */
    void await(String what, Condition condition) throws InterruptedException {
        await(() -> what, condition);
    }

    /**
     * Waits for it.
     *
     * @param what asked when it has taken too long
     */
    void await(Supplier<String> what, Condition condition) throws InterruptedException {
        boolean _ = awaitSome(what, () -> condition.holds() ? Optional.of(true) : Optional.empty());
    }

    /** Something that is there sooner or later. */
    private interface Finder<T> {
        Optional<T> find() throws InterruptedException;
    }

    private <T> T awaitSome(Supplier<String> what, Finder<T> finder) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> found = finder.find();
        while (found.isEmpty()) {
            requireFine();
            if (System.nanoTime() - end > 0) {
                throw new TortureFailed(
                        "within %d s it did not come true that %s: %s"
                                .formatted(PATIENCE.toSeconds(), what.get(), lookout));
            }
            Thread.sleep(LOOK_EVERY);
            found = finder.find();
        }
        return found.get();
    }

    /** Waits for so long, unless anything goes wrong. */
    void pause(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() - end < 0) {
            requireFine();
            Thread.sleep(LOOK_EVERY);
        }
    }

    private void requireFine() {
        alarm.requireSilence();
        servers.forEach(TortureServer::requireAlive);
    }

    /** Ends all at once: what they promised is on their disks. */
    @Override
    public void close() {
        lookout.close();
        for (TortureServer server : servers) {
            server.kill();
        }
        processes.close();
        wires.close();
    }
}
