package io.stargazer.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on a loopback port that gives recorded answers and remembers what it was asked. */
public final class RecordedServer implements AutoCloseable {

    /** One request: {@code "PUT /api/v1/services/default/shop/instances/a {"weight":0}"}. */
    public record Request(String line, String authorization, String body) {}

    /** An answer; several for one request are given one after the other, the last one for ever. */
    record Recorded(int status, String type, String body, Map<String, String> headers) {

        Recorded(int status, String type, String body) {
            this(status, type, body, Map.of());
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Recorded>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public RecordedServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    public List<Request> requests() {
        return requests;
    }

    /** Answers a request such as {@code "GET /api/v1/status"} with a JSON document. */
    public RecordedServer on(String line, String json) {
        return on(line, 200, json);
    }

    public RecordedServer on(String line, int status, String json) {
        return add(line, new Recorded(status, "application/json", json));
    }

    /** Answers with a stream of events, and then ends the connection. */
    public RecordedServer onStream(String line, String events) {
        return add(line, new Recorded(200, "text/event-stream", events));
    }

    /** Sends whoever asks to the leader, as a server that follows does. */
    RecordedServer onRedirect(String line, String to) {
        String body = error("NOT_LEADER", "cluster.not-leader", "this server does not lead");
        return add(line, new Recorded(307, "application/json", body, Map.of("Location", to)));
    }

    RecordedServer onNoLeader(String line) {
        String body = error("NOT_LEADER", "cluster.no-leader", "the cluster has no leader");
        return add(line, new Recorded(503, "application/json", body, Map.of("Retry-After", "1")));
    }

    RecordedServer onError(
            String line, int httpStatus, String status, String code, String message) {
        return on(line, httpStatus, error(status, code, message));
    }

    private static String error(String status, String code, String message) {
        return "{\"code\":\"%s\",\"status\":\"%s\",\"message\":\"%s\"}"
                .formatted(code, status, message);
    }

    private RecordedServer add(String line, Recorded answer) {
        answers.computeIfAbsent(line, any -> new CopyOnWriteArrayList<>()).add(answer);
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(new Request(line, authorization == null ? "" : authorization, body));
        List<Recorded> recorded = answers.getOrDefault(line, List.of());
        Recorded answer =
                recorded.isEmpty()
                        ? new Recorded(404, "text/plain", "no answer is recorded for " + line)
                        : recorded.size() > 1 ? recorded.removeFirst() : recorded.getFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
