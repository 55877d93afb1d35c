package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server in this process, its administrator, and the applications that a test connects. */
final class LocalServer implements AutoCloseable {

    private static final String SECRET = "a secret of some length";

    private final Path folder;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<Stargazer> applications = new ArrayList<>();
    private ServerConfig config;
    private @Nullable StargazerServer server;

    /** Starts one that lets unknown applications in unless the change says otherwise. */
    LocalServer(Path folder, UnaryOperator<ServerConfig> change) throws Exception {
        this.folder = folder;
        this.config =
                change.apply(
                        ServerConfig.in(folder.resolve("data"))
                                .withAddress("127.0.0.1", 0)
                                .withAutoRegister(true));
        start();
    }

    /** Starts, later on again on the same port with the same data. */
    void start() throws Exception {
        StargazerServer started = StargazerServer.start(config, (sentence, cause) -> {});
        server = started;
        started.bootstrap("admin", "correct horse battery");
        config = config.withAddress("127.0.0.1", started.port());
    }

    void stop() {
        StargazerServer running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    String address() {
        return "127.0.0.1:" + config.port();
    }

    /** What an application of this name says of itself. */
    Options options(String application) {
        return Options.of(address(), application, secrets.getOrDefault(application, SECRET))
                .withCacheDirectory(folder.resolve("cache").resolve(application))
                .withConnectTimeout(Duration.ofSeconds(60));
    }

    /** Connects an application, which is closed with this server at the latest. */
    Stargazer connect(String application) {
        return connect(options(application));
    }

    Stargazer connect(Options options) {
        Stargazer connected = Stargazer.connect(options);
        applications.add(connected);
        return connected;
    }

    /** Creates an application, so that {@link #options} knows its secret. */
    void createApplication(String namespace, String name, String role) {
        String body =
                "{\"namespace\":\"%s\",\"name\":\"%s\",\"role\":\"%s\"}"
                        .formatted(namespace, name, role);
        HttpAnswer answer = request("POST", "/api/v1/applications", body);
        assertThat(answer.status()).as(answer.message()).isEqualTo(200);
        secrets.put(namespace + "/" + name, answer.json().path("secret").asText());
    }

    /** As the administrator. */
    HttpAnswer request(String method, String path, String body) {
        return HttpAnswer.to(method, "http://" + address() + path, token(), body);
    }

    /** The administrator's. */
    String token() {
        StargazerServer running = Objects.requireNonNull(server, "the server is stopped");
        return running.tokenOf("admin").token();
    }

    HttpAnswer get(String path) {
        return request("GET", path, "");
    }

    @Override
    public void close() {
        applications.reversed().forEach(Stargazer::close);
        stop();
    }
}
