package io.stargazer.app.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a server answered to a request. */
public record HttpAnswer(int status, JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Asks with a token, or without one where it is empty. */
    public static HttpAnswer to(String method, String url, String token, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(60))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new HttpAnswer(response.statusCode(), MAPPER.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + url, e);
        }
    }

    /** The stable code of a failure. */
    public String code() {
        return json.path("code").asText();
    }

    public String message() {
        return json.path("message").asText();
    }
}
