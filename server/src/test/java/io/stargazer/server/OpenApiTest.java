package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.server.RunningServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * UI-3: the description at /api/v1/openapi.json is what the server does, and nobody enters unasked.
 */
class OpenApiTest {

    private static final Set<String> OPEN =
            Set.of(
                    "POST /api/v1/cluster/admission",
                    "POST /api/v1/login",
                    "GET /health/live",
                    "GET /health/ready",
                    "GET /api/v1/openapi.json");

    @TempDir static Path folder;
    static RunningServer server;
    static JsonNode document;

    /** One documented operation. */
    record Documented(String method, String path, JsonNode description) {
        String key() {
            return method + " " + path;
        }

        /** With something in place of the parameters. */
        String concretePath() {
            return path.replaceAll("\\{\\w+}", "nobody");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, UnaryOperator.identity());
        document = server.send("GET", "/api/v1/openapi.json", "", "").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_document_names_every_family_of_routes() {
        assertThat(operations()).extracting(Documented::key).containsAll(OPEN);
        assertThat(operations())
                .extracting(Documented::key)
                .contains(
                        "GET /api/v1/status",
                        "GET /api/v1/services/{namespace}/{name}/watch",
                        "PUT /api/v1/services/{namespace}/{name}/instances/{id}",
                        "POST /api/v1/applications/{namespace}/{name}/rotate",
                        "POST /rpc/{service}/{method}");
        assertThat(operations())
                .allMatch(operation -> operation.path().matches("/(api/v1|health|rpc)/.*"));
        assertThat(document.path("info").path("version").asText()).isEqualTo(Version.CURRENT);
    }

    @Test
    void every_documented_operation_exists() throws Exception {
        for (Documented operation : operations()) {
            Answer answer =
                    server.send(
                            operation.method(), operation.concretePath(), server.adminToken(), "");
            assertThat(answer.body()).as(operation.key()).doesNotContain("http.no-such");
            assertThat(answer.status()).as(operation.key()).isNotIn(405, 500, 501);
        }
    }

    @Test
    void what_is_there_for_programs_is_documented_and_nothing_else_is() throws Exception {
        Set<String> documented = new TreeSet<>();
        for (Documented operation : operations()) {
            documented.add(operation.key().replaceAll("\\{\\w+}", "{}"));
        }
        assertThat(server.mounted()).hasSizeGreaterThan(15).isEqualTo(documented);
    }

    @Test
    void metrics_are_prometheus_text_and_move() throws Exception {
        Answer before = server.get("/metrics");
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.contentType()).startsWith("text/plain; version=0.0.4");
        server.post("/api/v1/namespaces", "{\"name\":\"measured\"}");
        assertThat(figure(server.get("/metrics"), "stargazer_commands_total"))
                .isGreaterThan(figure(before, "stargazer_commands_total"));
    }

    private static double figure(Answer metrics, String name) {
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everything_but_login_admission_health_and_the_document_needs_a_token() throws Exception {
        for (Documented operation : operations()) {
            Answer answer = server.send(operation.method(), operation.concretePath(), "", "");
            if (OPEN.contains(operation.key())) {
                assertThat(answer.status()).as(operation.key()).isNotEqualTo(401);
                assertThat(operation.description().has("security")).isFalse();
            } else {
                assertThat(answer.status()).as(operation.key()).isEqualTo(401);
                assertThat(answer.code()).isEqualTo("http.no-token");
                assertThat(operation.description().has("security")).isTrue();
            }
        }
        assertThat(server.send("GET", "/metrics", "", "").status()).isEqualTo(401);
    }

    @Test
    void every_schema_that_is_referred_to_is_there_and_every_response_has_one() {
        Set<String> defined = new TreeSet<>();
        document.path("components").path("schemas").fieldNames().forEachRemaining(defined::add);
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allMatch(ref -> defined.contains(ref.replace("#/components/schemas/", "")));
        for (Documented operation : operations()) {
            JsonNode responses = operation.description().path("responses");
            assertThat(responses.has("default")).as(operation.key()).isTrue();
            assertThat(responses.has("200") || responses.has("204")).isTrue();
        }
    }

    @Test
    void answers_have_the_fields_that_their_schema_requires() throws Exception {
        for (Documented operation : operations()) {
            if (!operation.method().equals("GET") || operation.path().endsWith("/watch")) {
                continue;
            }
            Answer answer = server.get(operation.concretePath());
            String status = answer.status() == 200 ? "200" : "default";
            String ref =
                    operation
                            .description()
                            .path("responses")
                            .path(status)
                            .findPath("$ref")
                            .asText("")
                            .replace("#/components/schemas/", "");
            JsonNode schema = document.path("components").path("schemas").path(ref);
            for (JsonNode required : schema.path("required")) {
                assertThat(answer.json().has(required.asText()))
                        .as("%s of %s in %s", required, operation.key(), answer.body())
                        .isTrue();
            }
        }
    }

    private static List<Documented> operations() {
        List<Documented> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                operations.add(
                        new Documented(
                                method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                method.getValue()));
            }
        }
        return operations;
    }
}
