package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.HttpAnswer;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Servers in this process that share one log: {@code s1} begins, the others join. Each may stop, in
 * order, and start again where it was.
 */
public final class LocalCluster implements AutoCloseable {

    public static final String PASSWORD = "correct horse battery";

    private final Path folder;
    private final Map<String, ServerConfig> configs = new TreeMap<>();
    private final Map<String, StargazerServer> running = new TreeMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Deque<Stargazer> applications = new ArrayDeque<>();

    /** Returns when all of them vote; {@code s1} leads. */
    public LocalCluster(Path folder, int servers) throws Exception {
        this.folder = folder;
        begin("s1", ServerConfig.Cluster.ALONE);
        running("s1").bootstrap("admin", PASSWORD);
        for (int i = 2; i <= servers; i++) {
            join("s" + i);
        }
    }

    private void join(String id) throws Exception {
        HttpAnswer invitation =
                request("POST", "/api/v1/cluster/members", "{\"server\":\"" + id + "\"}");
        assertThat(invitation.status()).as(invitation.message()).isEqualTo(200);
        String token = invitation.json().path("token").asText();
        begin(id, new ServerConfig.Cluster("", url("s1"), token));
    }

    private void begin(String id, ServerConfig.Cluster cluster) throws Exception {
        configs.put(
                id,
                ServerConfig.in(folder.resolve(id))
                        .withServerId(id)
                        .withAddress("127.0.0.1", 0)
                        .withCluster(cluster));
        start(id);
        configs.computeIfPresent(
                id, (same, config) -> config.withAddress("127.0.0.1", running(id).port()));
    }

    /** Starts a server, later on again on the same port with the same data. */
    public void start(String id) throws Exception {
        ServerConfig config = Objects.requireNonNull(configs.get(id));
        running.put(id, StargazerServer.start(config, (sentence, cause) -> {}));
        Eventually.holds(id + " is ready", () -> running(id).isReady());
    }

    /** Stops a server in order; if it leads, it hands the lead over. */
    public void stop(String id) {
        running(id).close();
        running.remove(id);
    }

    private StargazerServer running(String id) {
        return Objects.requireNonNull(running.get(id), id + " does not run");
    }

    /** The one that leads; waits until there is one. */
    public String leader() {
        Eventually.holds("somebody leads", () -> anyLeader() != null);
        return Objects.requireNonNull(anyLeader());
    }

    private @Nullable String anyLeader() {
        return running.keySet().stream()
                .filter(id -> running(id).leads() && running(id).isReady())
                .findFirst()
                .orElse(null);
    }

    /** Hands the lead over, and returns when that is done. */
    public void transferTo(String id) {
        HttpAnswer done = request("POST", "/api/v1/cluster/leader", "{\"server\":\"" + id + "\"}");
        assertThat(done.status()).as(done.message()).isEqualTo(204);
        Eventually.holds(id + " leads", () -> id.equals(anyLeader()));
    }

    public String url(String id) {
        return "http://" + address(id);
    }

    public String address(String id) {
        return "127.0.0.1:" + Objects.requireNonNull(configs.get(id)).port();
    }

    /** The administrator's. */
    public String token() {
        return running(leader()).tokenOf("admin").token();
    }

    /** Of the leader, as the administrator. */
    HttpAnswer request(String method, String path, String body) {
        return HttpAnswer.to(method, url(leader()) + path, token(), body);
    }

    /** Creates an application, so that {@link #connect} knows its secret. */
    void createApplication(String name) {
        HttpAnswer made =
                request(
                        "POST",
                        "/api/v1/applications",
                        "{\"namespace\":\"default\",\"name\":\"" + name + "\"}");
        assertThat(made.status()).as(made.message()).isEqualTo(200);
        secrets.put(name, made.json().path("secret").asText());
    }

    /** Connects an application that is told of one server only. */
    Stargazer connect(String application, String server) {
        if (!secrets.containsKey(application)) {
            createApplication(application);
        }
        Stargazer connected =
                Stargazer.connect(
                        Options.of(
                                        address(server),
                                        application,
                                        Objects.requireNonNull(secrets.get(application)))
                                .withCacheDirectory(folder.resolve("cache").resolve(application))
                                .withConnectTimeout(Duration.ofSeconds(60)));
        applications.push(connected);
        return connected;
    }

    @Override
    public void close() {
        applications.forEach(Stargazer::close);
        running.values().forEach(StargazerServer::close);
    }
}
