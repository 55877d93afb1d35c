package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.tls.TlsTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Asks one server over {@code /api/v1}. Calls block; every failure is a {@link Failure} with the
 * status that the server gave, or {@link Unavailable} when there was no answer. Safe for use by
 * several threads.
 */
public final class ApiClient {

    /** How long to wait: for a connection, and for the whole answer. */
    public record Timeouts(Duration connect, Duration answer) {
        public static final Timeouts USUAL =
                new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerAddress server;
    private final Optional<String> token;
    private final Timeouts timeouts;
    private final HttpClient http;

    /** One that believes the authorities of the JDK. */
    public ApiClient(ServerAddress server, Optional<String> token, Timeouts timeouts) {
        this(server, token, timeouts, Optional.empty());
    }

    /**
     * @param encryption what connections begin with, where the address says {@code https}
     */
    public ApiClient(
            ServerAddress server,
            Optional<String> token,
            Timeouts timeouts,
            Optional<SSLContext> encryption) {
        this.server = server;
        this.token = token;
        this.timeouts = timeouts;
        // HTTP/1.1: an offer to upgrade to HTTP/2 with every first request brings nothing here.
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeouts.connect());
        if (server.isSecure()) {
            encryption.ifPresent(builder::sslContext);
        } else {
            builder.sslContext(trustNobody());
        }
        this.http = builder.build();
    }

    /** Without it the client reads all certificates of the machine, also where it needs none. */
    private static SSLContext trustNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public static ObjectNode newObject() {
        return JSON.createObjectNode();
    }

    /** Reads a document of the server. */
    static JsonNode parse(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }

    public JsonNode get(String path) {
        return exchange("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    public JsonNode post(String path, ObjectNode body) {
        return exchange("POST", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    public JsonNode put(String path, ObjectNode body) {
        return exchange("PUT", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    public JsonNode delete(String path) {
        return exchange("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    /**
     * The lines of a stream of events, from the moment that the server accepts it. Closing it ends
     * the connection; one that breaks appears as an {@link java.io.UncheckedIOException}.
     */
    Stream<String> lines(String path) {
        HttpRequest request =
                request(path)
                        .timeout(timeouts.answer())
                        .header("Accept", "text/event-stream")
                        .GET()
                        .build();
        HttpResponse<Stream<String>> response =
                await("GET", http.sendAsync(request, HttpResponse.BodyHandlers.ofLines()));
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (Stream<String> body = response.body()) {
            throw Answer.failure(server, response.statusCode(), String.join("\n", body.toList()));
        }
    }

    /** A file that is sent part by part, of so many bytes; -1 when nobody said. */
    public final class Sent implements AutoCloseable {

        private final InputStream body;
        private final long bytes;
        private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();
        private long done;

        private Sent(HttpResponse<InputStream> response) {
            this.body = response.body();
            this.bytes = response.headers().firstValueAsLong("content-length").orElse(-1);
        }

        public long bytes() {
            return bytes;
        }

        /**
         * The next part, -1 at the end.
         *
         * @throws Unavailable {@code cli.cut-off} when the server stops sending
         */
        public int read(byte[] into) {
            Future<Integer> part = reader.submit(() -> body.read(into));
            try {
                int length = part.get(timeouts.answer().toMillis(), TimeUnit.MILLISECONDS);
                done += Math.max(length, 0);
                return length;
            } catch (TimeoutException | ExecutionException broken) {
                throw cutOff();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw cutOff();
            }
        }

        private Failure cutOff() {
            return new Unavailable.Unreachable(
                    "cli.cut-off",
                    "%s stopped sending after %d of %d bytes".formatted(server, done, bytes));
        }

        @Override
        public void close() throws IOException {
            body.close(); // ends a read that is under way
            reader.close();
        }
    }

    /** Begins to fetch a file, which the caller closes. */
    public Sent fetch(String path) {
        HttpRequest request = request(path).timeout(timeouts.answer()).GET().build();
        HttpResponse<InputStream> response =
                await("GET", http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
        if (response.statusCode() == 200) {
            return new Sent(response);
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw Answer.failure(server, response.statusCode(), text);
        } catch (IOException broken) {
            throw unreachable();
        }
    }

    private JsonNode exchange(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, body)
                        .build();
        HttpResponse<String> response =
                await(method, http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        return Answer.document(server, response.statusCode(), response.body());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.at(path));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    /** Waits for the answer; what goes wrong on the way says whether anything was done. */
    private <T> T await(String method, CompletableFuture<T> answer) {
        try {
            return answer.get(timeouts.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw timedOut();
        } catch (InterruptedException stop) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unavailable.Indeterminate("cli.interrupted", "the request was interrupted");
        } catch (ExecutionException failed) {
            throw failure(method, Objects.requireNonNull(failed.getCause()));
        }
    }

    private RuntimeException failure(String method, Throwable cause) {
        String trouble = server.isSecure() ? TlsTrouble.sentence(cause) : null;
        if (trouble != null) {
            return new Unavailable.Unreachable(
                    "cli.not-secured", "no secure connection to " + server + ": " + trouble);
        }
        return switch (cause) {
            case HttpConnectTimeoutException noConnection -> unreachable();
            case ConnectException noConnection -> unreachable();
            case HttpTimeoutException late -> timedOut();
            case IOException broken when method.equals("GET") -> unreachable();
            case IOException broken ->
                    new Unavailable.Indeterminate(
                            "cli.connection-lost",
                            "the connection to " + server + " broke before the answer came");
            default -> new IllegalStateException(cause);
        };
    }

    private Failure unreachable() {
        return new Unavailable.Unreachable("cli.unreachable", "no server answers at " + server);
    }

    private Failure timedOut() {
        return new Unavailable.DeadlineExceeded(
                "cli.timed-out",
                "the server at %s did not answer within %d ms"
                        .formatted(server, timeouts.answer().toMillis()));
    }
}
