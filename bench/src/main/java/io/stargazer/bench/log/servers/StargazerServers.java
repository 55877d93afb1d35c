package io.stargazer.bench.log.servers;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.serve.ServeOptions;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.bench.MeasuredServer;
import io.stargazer.bench.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our servers, as an operator starts them: the others are invited by the first, and join it. */
public final class StargazerServers implements Servers {

    private static final String MEMBERS = "/api/v1/cluster/members";

    private final Folder folder = Folder.create();
    private final List<String> heap;
    private final List<Integer> ports;
    private final List<Process> processes = new ArrayList<>();
    private final List<ApiClient> clients = new ArrayList<>();
    private final String secret;

    /** Starts so many with a usual heap. */
    public StargazerServers(int count) throws IOException, InterruptedException {
        this(count, MeasuredServer.HEAP);
    }

    /** Starts so many and waits until all of them vote. */
    public StargazerServers(int count, List<String> heap) throws IOException, InterruptedException {
        this.heap = heap;
        ports = Ports.free(count);
        boolean up = false;
        try {
            processes.add(start(0, Map.of(), List.of()));
            awaitReady(0);
            String token = logIn();
            addresses().forEach(at -> clients.add(client(at, Optional.of(token))));
            for (int at = 1; at < count; at++) {
                join(at);
            }
            awaitAll();
            secret = createApplication();
            up = true;
        } finally {
            if (!up) {
                close();
            }
        }
    }

    private Process start(int at, Map<String, String> more, List<String> arguments)
            throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put(ServerRun.PASSWORD_VARIABLE, MeasuredServer.PASSWORD);
        environment.put("LC_ALL", "C");
        List<String> all = new ArrayList<>(List.of("server"));
        all.addAll(List.of("--port", ports.get(at).toString()));
        all.addAll(List.of("--data-dir", folder.path().resolve("s" + at).toString()));
        all.addAll(arguments);
        Process process = MeasuredServer.java(heap, "io.stargazer.app.Main", environment, all);
        return process;
    }

    /** As {@code stargazer cluster add} and the command that it prints. */
    private void join(int at) throws IOException, InterruptedException {
        JsonNode invitation =
                clients.getFirst()
                        .post(MEMBERS, ApiClient.newObject().put("server", "s" + (at + 1)));
        processes.add(
                start(
                        at,
                        Map.of(ServeOptions.JOIN_TOKEN_VARIABLE, invitation.path("token").asText()),
                        List.of("--join", invitation.path("join").asText())));
        awaitReady(at);
    }

    private void awaitReady(int at) throws IOException, InterruptedException {
        ApiClient anonymous = client(addresses().get(at), Optional.empty());
        Patience.await(
                "a server",
                () -> {
                    if (!processes.get(at).isAlive()) {
                        throw new Patience.Gone("the server has ended");
                    }
                    anonymous.get("/health/ready");
                    return true;
                });
    }

    /** The administrator is created a moment after the server is ready. */
    private String logIn() throws IOException, InterruptedException {
        ApiClient anonymous = client(addresses().getFirst(), Optional.empty());
        String[] token = {""};
        Patience.await(
                "the administrator",
                () -> {
                    token[0] =
                            anonymous
                                    .post(
                                            "/api/v1/login",
                                            ApiClient.newObject()
                                                    .put("user", "admin")
                                                    .put("password", MeasuredServer.PASSWORD))
                                    .path("token")
                                    .asText();
                    return !token[0].isEmpty();
                });
        return token[0];
    }

    private String createApplication() {
        return clients.getFirst()
                .post(
                        "/api/v1/applications",
                        ApiClient.newObject()
                                .put("namespace", "default")
                                .put("name", RegistryClient.APPLICATION))
                .path("secret")
                .asText();
    }

    private static ApiClient client(String address, Optional<String> token) {
        return new ApiClient(
                new ServerAddress("http://" + address), token, ApiClient.Timeouts.USUAL);
    }

    @Override
    public List<String> addresses() {
        return ports.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    @Override
    public String secret() {
        return secret;
    }

    @Override
    public int leader() throws IOException, InterruptedException {
        int[] found = {-1};
        Patience.await(
                "a leader",
                () -> {
                    found[0] = addresses().indexOf(leaderOf(alive()));
                    return found[0] >= 0 && processes.get(found[0]).isAlive();
                });
        return found[0];
    }

    private static String leaderOf(ApiClient server) {
        for (JsonNode member : server.get(MEMBERS).path("items")) {
            if (member.path("leader").asBoolean()) {
                return member.path("address").asText();
            }
        }
        return "";
    }

    private ApiClient alive() throws IOException {
        for (int at = 0; at < processes.size(); at++) {
            if (processes.get(at).isAlive()) {
                return clients.get(at);
            }
        }
        throw new IOException("no server is left");
    }

    /** Every server votes and is reached by the leader. */
    private void awaitAll() throws IOException, InterruptedException {
        Patience.await(
                "every server",
                () -> {
                    JsonNode items = clients.get(leader()).get(MEMBERS).path("items");
                    int reached = 0;
                    for (JsonNode member : items) {
                        reached += member.path("reachable").asBoolean() ? 1 : 0;
                    }
                    return reached == ports.size();
                });
    }

    /** How many instances the leader has. */
    public long instances() throws IOException, InterruptedException {
        return status().path("instances").asLong();
    }

    /** What a server that is alive answers to an administrator. */
    public JsonNode get(String path) throws IOException {
        return alive().get(path);
    }

    /** Bytes of the objects that are in use in the heap of a server, after a full collection. */
    public long liveBytes(int server) throws IOException {
        return LiveObjects.bytes(processes.get(server).pid());
    }

    @Override
    public long term() throws IOException, InterruptedException {
        return status().path("log").path("term").asLong();
    }

    private JsonNode status() throws IOException, InterruptedException {
        return clients.get(leader()).get("/api/v1/status");
    }

    @Override
    public void kill(int server) throws InterruptedException {
        processes.get(server).destroyForcibly().waitFor();
    }

    @Override
    public long restart(int server) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        processes.set(server, start(server, Map.of(), List.of()));
        awaitReady(server);
        long readyNs = System.nanoTime() - startNs;
        awaitAll();
        return readyNs;
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            process.onExit().join();
        }
        folder.close();
    }
}
