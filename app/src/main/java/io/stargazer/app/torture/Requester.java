package io.stargazer.app.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stargazer.app.torture.network.Wires;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests over HTTP, follows the leader, and knows exactly what it does not know: nothing is
 * repeated. For one thread at a time, which blocks.
 */
final class Requester {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
    private static final int MOST_HOPS = 4;

    /** Where a server that follows sends whoever asks; the name is one of {@link Wires#name}. */
    private static final Pattern LEADER = Pattern.compile("http://s(\\d+)\\.torture:\\d+/.*");

    private final List<TortureServer> servers;
    private final Duration answerWithin;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_WITHIN)
                    .build();
    private final Supplier<String> token;

    /**
     * @param token the administrator's present one
     */
    Requester(List<TortureServer> servers, Duration answerWithin, Supplier<String> token) {
        this.servers = servers;
        this.answerWithin = answerWithin;
        this.token = token;
    }

    Reply get(TortureServer first, String path) throws InterruptedException {
        return follow(first, path, request -> request.GET());
    }

    Reply put(TortureServer first, String path, String json) throws InterruptedException {
        return follow(first, path, request -> request.PUT(body(json)));
    }

    Reply post(TortureServer first, String path, String json) throws InterruptedException {
        return follow(first, path, request -> request.POST(body(json)));
    }

    private static HttpRequest.BodyPublisher body(String json) {
        return HttpRequest.BodyPublishers.ofString(json);
    }

    private interface Method {
        HttpRequest.Builder on(HttpRequest.Builder request);
    }

    /** From server to server until one does it, or has it unknown. */
    private Reply follow(TortureServer first, String path, Method method)
            throws InterruptedException {
        TortureServer server = first;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .timeout(answerWithin)
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + token.get());
            HttpResponse<String> answer;
            try {
                answer =
                        http.send(method.on(request).build(), HttpResponse.BodyHandlers.ofString());
            } catch (ConnectException | HttpConnectTimeoutException e) {
                return new Reply.NotDone(server.id() + " cannot be reached");
            } catch (IOException e) {
                return new Reply.Unknown(server.id() + ": " + e);
            }
            if (answer.statusCode() != 307) {
                return meaning(server, answer);
            }
            Matcher leader = LEADER.matcher(answer.headers().firstValue("location").orElse(""));
            if (!leader.matches()) {
                return new Reply.Wrong(server.id() + " sends elsewhere: " + answer.headers());
            }
            server = servers.get(Integer.parseInt(leader.group(1)) - 1);
        }
        return new Reply.NotDone("nobody leads for long enough");
    }

    private static Reply meaning(TortureServer server, HttpResponse<String> answer) {
        try {
            JsonNode document = JSON.readTree(answer.body());
            if (answer.statusCode() / 100 == 2) {
                return new Reply.Done(document);
            }
            String text = server.id() + " answers " + answer.statusCode() + " " + answer.body();
            return switch (document.path("status").asText()) {
                case "NOT_LEADER", "OVERLOADED", "UNREACHABLE" -> new Reply.NotDone(text);
                case "INDETERMINATE", "DEADLINE_EXCEEDED" -> new Reply.Unknown(text);
                default -> new Reply.Wrong(text);
            };
        } catch (JsonProcessingException e) {
            return new Reply.Wrong(server.id() + " answers with " + answer.body());
        }
    }
}
