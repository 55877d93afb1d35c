package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Status;
import java.util.Arrays;

/** What an HTTP answer means: a document, or the failure that it describes. */
final class Answer {

    private Answer() {}

    /** The document of an answer; an empty object when there is none. */
    static JsonNode document(Exchange.Answered<String> answered) {
        ServerAddress server = answered.server();
        int httpStatus = answered.response().statusCode();
        String body = answered.response().body();
        if (httpStatus / 100 != 2) {
            throw failure(server, httpStatus, body);
        }
        if (body.isBlank()) {
            return ApiClient.newObject();
        }
        try {
            return ApiClient.parse(body);
        } catch (JsonProcessingException notJson) {
            throw foreign(server, httpStatus);
        }
    }

    /** The failure that the body describes, in the server's words. */
    static Failure failure(ServerAddress server, int httpStatus, String body) {
        try {
            JsonNode error = ApiClient.parse(body);
            String status = error.path("status").asText();
            return Arrays.stream(Status.values())
                    .filter(known -> known.name().equals(status) && known != Status.OK)
                    .findFirst()
                    .map(known ->
                            Failure.of(
                                    known,
                                    error.path("code").asText("unknown"),
                                    error.path("message").asText(status)))
                    .orElseGet(() -> foreign(server, httpStatus));
        } catch (JsonProcessingException notJson) {
            return foreign(server, httpStatus);
        }
    }

    private static Failure foreign(ServerAddress server, int httpStatus) {
        return new Faulted(
                "cli.foreign-answer",
                "%s answers (HTTP %d), but not as a Stargazer server does"
                        .formatted(server, httpStatus));
    }
}
