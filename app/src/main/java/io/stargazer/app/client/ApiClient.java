package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Asks the servers of a cluster over {@code /api/v1}: one after the other until one can be reached,
 * and then the leader that it names (CL-2). What may have been done is never asked twice. Calls
 * block; every failure is a {@link Failure} with the status that the server gave, or {@link
 * Unavailable} when there was no answer. Safe for use by several threads.
 */
public final class ApiClient {

    /** How long to wait: for a connection, for the whole answer, and for somebody to lead. */
    public record Timeouts(Duration connect, Duration answer, Duration leader) {
        public static final Timeouts USUAL =
                new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    /**
     * How to ask.
     *
     * @param isStale whether reads may be a moment old, so that any server answers them
     * @param encryption what connections to {@code https} begin with; empty to believe the
     *     authorities of the JDK
     */
    public record Manner(boolean isStale, Timeouts timeouts, Optional<SSLContext> encryption) {}

    /** Hears of the cluster, on the thread that asks. */
    public interface Listener {

        /** Does not care. */
        Listener NONE =
                new Listener() {
                    @Override
                    public void onNoLeader() {}

                    @Override
                    public void onServers(List<ServerAddress> servers) {}
                };

        /** Nobody leads at the moment; somebody is being waited for. Told once a call. */
        void onNoLeader();

        /** Which servers there are. */
        void onServers(List<ServerAddress> servers);
    }

    private static final String MEMBERS = "/api/v1/cluster/members";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KnownServers servers;
    private final Optional<String> token;
    private final boolean isStale;
    private final Timeouts timeouts;
    private final Listener listener;
    private final Exchange exchange;

    /**
     * Knows these servers, the first to be asked first.
     *
     * @param token shown with every question
     */
    public ApiClient(
            List<ServerAddress> servers, Optional<String> token, Manner manner, Listener listener) {
        this.servers = new KnownServers(servers);
        this.token = token;
        this.isStale = manner.isStale();
        this.timeouts = manner.timeouts();
        this.listener = listener;
        this.exchange = new Exchange(this.servers, manner, listener);
    }

    /** Knows one server, and believes the authorities of the JDK. */
    public ApiClient(ServerAddress server, Optional<String> token, Timeouts timeouts) {
        this(List.of(server), token, new Manner(false, timeouts, Optional.empty()), Listener.NONE);
    }

    public static ObjectNode newObject() {
        return JSON.createObjectNode();
    }

    /** Reads a document of the server. */
    static JsonNode parse(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }

    public JsonNode get(String path) {
        String mark = path.contains("?") ? "&" : "?";
        return document("GET", isStale ? path + mark + "stale=true" : path, Optional.empty());
    }

    public JsonNode post(String path, ObjectNode body) {
        return document("POST", path, Optional.of(body));
    }

    public JsonNode put(String path, ObjectNode body) {
        return document("PUT", path, Optional.of(body));
    }

    public JsonNode delete(String path) {
        return document("DELETE", path, Optional.empty());
    }

    /** The servers of the cluster as one of them knows them; asked from now on, too. */
    public JsonNode members() {
        Exchange.Answered<String> answered =
                exchange.ask(
                        new Exchange.Question("GET", MEMBERS, token, Optional.empty()),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode members = Answer.document(answered);
        listener.onServers(KnownServers.of(answered.server(), members));
        return members;
    }

    /**
     * The lines of a stream of events, from the moment that the server accepts it. Closing it ends
     * the connection; one that breaks appears as an {@link java.io.UncheckedIOException}.
     */
    Stream<String> lines(String path) {
        Exchange.Answered<Stream<String>> answered =
                exchange.ask(
                        new Exchange.Question("GET", path, token, Optional.empty()),
                        HttpResponse.BodyHandlers.ofLines());
        HttpResponse<Stream<String>> response = answered.response();
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (Stream<String> body = response.body()) {
            throw Answer.failure(
                    answered.server(), response.statusCode(), String.join("\n", body.toList()));
        }
    }

    /** Begins to fetch a file, which the caller closes. */
    public Sent fetch(String path) {
        Exchange.Answered<InputStream> answered =
                exchange.ask(
                        new Exchange.Question("GET", path, token, Optional.empty()),
                        HttpResponse.BodyHandlers.ofInputStream());
        HttpResponse<InputStream> response = answered.response();
        if (response.statusCode() == 200) {
            return new Sent(answered, timeouts.answer());
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw Answer.failure(answered.server(), response.statusCode(), text);
        } catch (IOException broken) {
            throw new Unavailable.Unreachable(
                    "cli.unreachable", answered.server() + " broke off its answer");
        }
    }

    private JsonNode document(String method, String path, Optional<ObjectNode> body) {
        JsonNode document =
                Answer.document(
                        exchange.ask(
                                new Exchange.Question(
                                        method, path, token, body.map(ObjectNode::toString)),
                                HttpResponse.BodyHandlers.ofString()));
        if (servers.takeDoubt() && token.isPresent()) {
            lookAround();
        }
        return document;
    }

    /** Without an answer the servers stay those that are known. */
    private void lookAround() {
        try {
            members();
        } catch (Failure unknown) {
            servers.missed(); // so the next answer is a reason to ask again
        }
    }
}
