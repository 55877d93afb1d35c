package io.stargazer.server.console;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import io.stargazer.server.session.SessionSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A real server on a free port, and a browser without a screen to ask it with. */
final class ConsoleServer implements AutoCloseable {

    static final String USER = "admin";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder().build();
    private final StargazerServer server;
    private final String password;

    ConsoleServer(Path directory) throws Exception {
        this(directory, 0);
    }

    /** Once more, where it was before. */
    ConsoleServer(Path directory, int port) throws Exception {
        Duration grace = Duration.ofMillis(100);
        server =
                StargazerServer.start(
                        ServerConfig.in(directory)
                                .withAddress("127.0.0.1", port)
                                .withAutoRegister(true)
                                .withSessions(new SessionSettings(grace, grace)),
                        (sentence, cause) -> {
                            throw new IllegalStateException(sentence, cause);
                        });
        password = server.bootstrap(USER, "");
    }

    String password() {
        return password;
    }

    int port() {
        return server.port();
    }

    String url(String path) {
        return server.url() + path;
    }

    /** A process of an application that comes into being by its first login. */
    Applicant applicant(String application, String session) {
        return new Applicant(
                port(),
                new ApplicationId(ApplicationId.DEFAULT_NAMESPACE, application),
                "a-secret-of-" + application,
                session);
    }

    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(path, headers).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(path, headers).GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        String body =
                form.entrySet().stream()
                        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                        .collect(Collectors.joining("&"));
        HttpRequest request =
                request(path, headers)
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Of the first user. */
    String adminToken() {
        return server.tokenOf(USER).token();
    }

    /** As a program, with a token. */
    String postJson(String path, String json, String token)
            throws IOException, InterruptedException {
        return sendJson("POST", path, json, token);
    }

    /** The same with another method. */
    String sendJson(String method, String path, String json, String token)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(
                                path,
                                "content-type",
                                "application/json",
                                "authorization",
                                "Bearer " + token)
                        .method(method, BodyPublishers.ofString(json))
                        .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    String postJson(String path, String json) throws IOException, InterruptedException {
        HttpRequest request =
                request(path, "content-type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    HttpResponse<String> login(String user, String with) throws Exception {
        return post(
                "/login",
                Map.of("user", user, "password", with, "to", "/services"),
                "origin",
                server.url());
    }

    /** The cookie of the first user, as a header. */
    String cookie() throws Exception {
        String set = login(USER, password).headers().firstValue("set-cookie").orElseThrow();
        return set.substring(0, set.indexOf(';'));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(PATIENCE);
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
