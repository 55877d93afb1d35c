package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.Main;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.HttpAnswer;
import io.stargazer.app.serve.ServeOptions;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Three servers in processes of their own: {@code s1} begins, the others join. */
public final class ProcessCluster implements AutoCloseable {

    private static final String PASSWORD = "correct horse battery";

    private final Path folder;
    private final Map<String, JavaProcess> processes = new TreeMap<>();
    private final Map<String, String> urls = new TreeMap<>();
    private final Deque<Stargazer> applications = new ArrayDeque<>();
    private final String token;

    /** Returns when all of them vote; {@code s1} leads. */
    public ProcessCluster(Path folder) throws IOException {
        this.folder = folder;
        start("s1", 0, Map.of(ServerRun.PASSWORD_VARIABLE, PASSWORD));
        HttpAnswer login =
                HttpAnswer.to(
                        "POST",
                        url("s1") + "/api/v1/login",
                        "",
                        "{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}");
        token = login.json().path("token").asText();
        for (String id : List.of("s2", "s3")) {
            HttpAnswer invitation =
                    request("POST", "/api/v1/cluster/members", "{\"server\":\"" + id + "\"}");
            String invited = invitation.json().path("token").asText();
            start(id, 0, Map.of(ServeOptions.JOIN_TOKEN_VARIABLE, invited), "--join", url("s1"));
            Eventually.holds(id + " is ready", () -> isReady(id));
        }
    }

    private void start(String id, int port, Map<String, String> environment, String... more)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "server",
                                "--data-dir",
                                folder.resolve(id).toString(),
                                "--port",
                                Integer.toString(port)));
        arguments.addAll(List.of(more));
        JavaProcess process =
                JavaProcess.of(folder, Main.class, environment, arguments.toArray(String[]::new));
        processes.put(id, process);
        urls.put(id, process.awaitUrl());
    }

    /** Starts a server that was killed, on its port and with its data. */
    public void startAgain(String id) throws IOException {
        start(id, URI.create(url(id)).getPort(), Map.of());
        Eventually.holds(id + " is ready", () -> isReady(id));
    }

    /** As the kernel kills. */
    public void kill(String id) throws InterruptedException {
        Objects.requireNonNull(processes.remove(id)).kill();
    }

    private String url(String id) {
        return Objects.requireNonNull(urls.get(id));
    }

    /** {@code host:port} of all three, with commas between them. */
    public String addresses() {
        return String.join(
                ",", urls.values().stream().map(url -> url.substring("http://".length())).toList());
    }

    /** The one that leads; waits until there is one. */
    public String leader() {
        Eventually.holds("somebody leads", () -> !anyLeader().isEmpty());
        return anyLeader();
    }

    private String anyLeader() {
        return processes.keySet().stream().filter(this::leads).findFirst().orElse("");
    }

    private boolean leads(String id) {
        return HttpAnswer.to("GET", url(id) + "/api/v1/status", token, "")
                .json()
                .path("log")
                .path("leader")
                .asText()
                .equals(id);
    }

    private boolean isReady(String id) {
        return HttpAnswer.to("GET", url(id) + "/health/ready", "", "").status() == 200;
    }

    /** Asks servers that run, until the leader answers. */
    HttpAnswer request(String method, String path, String body) {
        List<HttpAnswer> answers = new ArrayList<>();
        Eventually.holds(
                "the leader answers",
                () -> {
                    for (String id : processes.keySet()) {
                        HttpAnswer answer = HttpAnswer.to(method, url(id) + path, token, body);
                        if (answer.status() < 300) {
                            answers.add(answer);
                            return true;
                        }
                    }
                    return false;
                });
        return answers.getFirst();
    }

    /** Creates an application and returns its secret. */
    public String newApplication(String name) {
        HttpAnswer made =
                request(
                        "POST",
                        "/api/v1/applications",
                        "{\"namespace\":\"default\",\"name\":\"" + name + "\"}");
        String secret = made.json().path("secret").asText();
        assertThat(secret).isNotEmpty();
        return secret;
    }

    /** Creates and connects an application that is told of one server only. */
    Stargazer connect(String application, String server) {
        String secret = newApplication(application);
        Stargazer connected =
                Stargazer.connect(
                        Options.of(url(server).substring("http://".length()), application, secret)
                                .withCacheDirectory(folder.resolve("cache").resolve(application))
                                .withConnectTimeout(Duration.ofSeconds(60)));
        applications.push(connected);
        return connected;
    }

    @Override
    public void close() {
        applications.forEach(Stargazer::close);
        processes.values().forEach(JavaProcess::close);
    }
}
