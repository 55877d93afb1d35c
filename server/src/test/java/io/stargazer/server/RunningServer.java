package io.stargazer.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A real server on a free port, and a client that talks to it as curl would. */
final class RunningServer implements AutoCloseable {

    static final String PASSWORD = "correct horse battery";

    static final Principal ADMIN =
            new Principal(
                    Principal.Kind.USER,
                    "admin",
                    new TreeMap<>(Map.of(Principal.EVERYWHERE, Role.ADMIN)));

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StargazerServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> bodies = new ArrayList<>();
    private final String token;

    private RunningServer(StargazerServer server) throws IOException, InterruptedException {
        this.server = server;
        server.bootstrap("admin", PASSWORD);
        Answer login =
                send(
                        "POST",
                        "/api/v1/login",
                        "",
                        "{\"user\":\"admin\",\"password\":\"" + PASSWORD + "\"}");
        token = login.json().path("token").asText();
    }

    static RunningServer start(Path folder, UnaryOperator<ServerConfig> change) throws Exception {
        ServerConfig config = change.apply(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
        StargazerServer started =
                StargazerServer.start(
                        config,
                        (sentence, cause) -> {
                            throw new AssertionError(sentence, cause);
                        });
        return new RunningServer(started);
    }

    /** What came back. */
    record Answer(int status, String body, String contentType, HttpHeaders headers) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String code() throws IOException {
            return json().path("code").asText();
        }
    }

    /** Method and path of everything that is there for programs, parameters as {@code {}}. */
    Set<String> mounted() {
        return server.routes().mounted().stream()
                .filter(route -> route.matches("\\w+ /(api|rpc|health)/.*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What has no routes yet. */
    TaskCapability tasks() {
        return server.tasks();
    }

    int port() {
        return server.port();
    }

    String adminToken() {
        return token;
    }

    /** The token of a new application that may look. */
    String tokenOf(String namespace, String name) throws Exception {
        String application =
                "{\"namespace\":\"%s\",\"name\":\"%s\",\"role\":\"viewer\"}"
                        .formatted(namespace, name);
        String secret = post("/api/v1/applications", application).json().path("secret").asText();
        String login =
                "{\"application\":\"%s/%s\",\"secret\":\"%s\"}".formatted(namespace, name, secret);
        return send("POST", "/api/v1/login", "", login).json().path("token").asText();
    }

    /** As the administrator. */
    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, token, "");
    }

    /** As the administrator, of another server of the cluster. */
    Answer getAt(String url, String path) throws IOException, InterruptedException {
        return sendAt(url, "GET", path, token, "");
    }

    /** As the administrator. */
    Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, token, body);
    }

    /**
     * With any token, or none where it is empty. Returns when the head has come and, unless it is a
     * stream of events, the body.
     */
    Answer send(String method, String path, String bearer, String body)
            throws IOException, InterruptedException {
        return sendAt(server.url(), method, path, bearer, body);
    }

    /** The same of another server of the cluster. */
    Answer sendAt(String url, String method, String path, String bearer, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(Duration.ofSeconds(20))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!bearer.isEmpty()) {
            request.header("authorization", "Bearer " + bearer);
        }
        var response = client.send(request.build(), BodyHandlers.ofInputStream());
        String type = response.headers().firstValue("content-type").orElse("");
        try (var in = response.body()) {
            String text =
                    type.startsWith("text/event-stream")
                            ? ""
                            : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(text);
            return new Answer(response.statusCode(), text, type, response.headers());
        }
    }

    /** A file, as the administrator. */
    byte[] download(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("authorization", "Bearer " + token)
                        .build();
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    /** Everything that was answered so far. */
    List<String> bodies() {
        return List.copyOf(bodies);
    }

    /** Ends the server; the client may still ask others. */
    void stop() {
        server.close();
    }

    @Override
    public void close() {
        client.shutdownNow();
        stop();
    }
}
