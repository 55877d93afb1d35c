package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
import io.stargazer.server.RunningServer.Answer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-1, ID-3, ID-4, UI-3: what is wrong with a request is said with a code and a sentence. */
class BadRequestTest {

    @TempDir static Path folder;
    static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server =
                RunningServer.start(
                        folder,
                        config ->
                                config.withLimits(
                                        new ServerConfig.Limits(
                                                4096,
                                                4 << 20,
                                                Duration.ofMillis(300),
                                                Duration.ofSeconds(75),
                                                Duration.ofSeconds(3),
                                                200_000)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void no_answer_shows_a_stack_trace() {
        assertThat(server.bodies())
                .noneMatch(body ->
                        body.contains("\tat ")
                                || body.contains("io.stargazer")
                                || body.contains("java."));
    }

    @Test
    void wrong_password_is_refused() throws Exception {
        refused(
                login("{\"user\":\"admin\",\"password\":\"wrong\"}"),
                401,
                "identity.wrong-credentials");
    }

    @Test
    void unknown_user_gets_the_same_answer() throws Exception {
        Answer unknown = login("{\"user\":\"eve\",\"password\":\"wrong\"}");
        Answer wrong = login("{\"user\":\"admin\",\"password\":\"wrong\"}");
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void empty_secret_is_refused() throws Exception {
        created("/api/v1/applications", "{\"namespace\":\"default\",\"name\":\"empty\"}");
        refused(
                login("{\"application\":\"default/empty\",\"secret\":\"\"}"),
                401,
                "identity.wrong-credentials");
    }

    @Test
    void unknown_application_is_refused_where_nobody_registers_itself() throws Exception {
        refused(
                login("{\"application\":\"ghost\",\"secret\":\"a secret of some length\"}"),
                401,
                "identity.wrong-credentials");
    }

    @Test
    void guessing_is_slowed_down() throws Exception {
        String body = "{\"user\":\"mallory\",\"password\":\"guess\"}";
        for (int i = 0; i < 5; i++) {
            refused(login(body), 401, "identity.wrong-credentials");
        }
        refused(login(body), 429, "identity.too-many-failures");
    }

    @Test
    void login_without_credentials_is_refused() throws Exception {
        refused(login("{}"), 400, "identity.no-credentials");
    }

    @Test
    void garbled_token_is_refused() throws Exception {
        refused(as("not a token", "/api/v1/status"), 401, "token.malformed");
        refused(as("sg1.AAAA.BBBB", "/api/v1/status"), 401, "token.malformed");
    }

    @Test
    void token_of_a_foreign_cluster_is_refused() throws Exception {
        KeyPair foreign = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Principal eve = new Principal(Principal.Kind.USER, "admin", new TreeMap<>());
        Token.Claims claims = new Token.Claims("0123456789abcdef", eve, 0, Long.MAX_VALUE);
        refused(
                as(Token.sign(claims, foreign.getPrivate()), "/api/v1/status"),
                401,
                "token.foreign");
    }

    @Test
    void expired_token_is_refused() throws Exception {
        refused(
                as(signedByTheServer(System.currentTimeMillis()), "/api/v1/status"),
                401,
                "token.expired");
        Answer good = as(signedByTheServer(Long.MAX_VALUE), "/api/v1/status");
        assertThat(good.code()).as("only its time was over").isEqualTo("identity.forbidden");
    }

    /** With the server's own key, as only the server can. */
    private static String signedByTheServer(long expiresMs) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("token-key"));
        byte[] publicKey = Base64.getDecoder().decode(lines.get(0));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey);
        PKCS8EncodedKeySpec privateKey =
                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)));
        Principal admin = new Principal(Principal.Kind.USER, "admin", new TreeMap<>());
        return Token.sign(
                new Token.Claims(
                        HexFormat.of().formatHex(digest, 0, 8),
                        admin,
                        System.currentTimeMillis(),
                        expiresMs),
                KeyFactory.getInstance("Ed25519").generatePrivate(privateKey));
    }

    @Test
    void changed_token_is_refused() throws Exception {
        String token = server.adminToken();
        char last = token.charAt(token.length() - 3);
        String changed =
                token.substring(0, token.length() - 3)
                        + (last == 'A' ? 'B' : 'A')
                        + token.substring(token.length() - 2);
        refused(as(changed, "/api/v1/status"), 401, "token.foreign");
    }

    @Test
    void token_of_a_deleted_application_is_refused() throws Exception {
        String secret =
                created("/api/v1/applications", "{\"namespace\":\"default\",\"name\":\"gone\"}")
                        .json()
                        .path("secret")
                        .asText();
        String token =
                login("{\"application\":\"default/gone\",\"secret\":\"" + secret + "\"}")
                        .json()
                        .path("token")
                        .asText();
        assertThat(as(token, "/api/v1/services").status()).isEqualTo(200);
        Answer deleted =
                server.send("DELETE", "/api/v1/applications/default/gone", server.adminToken(), "");
        assertThat(deleted.status()).isEqualTo(204);
        refused(as(token, "/api/v1/services"), 401, "identity.deleted");
    }

    @Test
    void viewer_may_look_but_not_change() throws Exception {
        String secret =
                created(
                                "/api/v1/applications",
                                "{\"namespace\":\"default\",\"name\":\"eye\",\"role\":\"viewer\"}")
                        .json()
                        .path("secret")
                        .asText();
        String token =
                login("{\"application\":\"eye\",\"secret\":\"" + secret + "\"}")
                        .json()
                        .path("token")
                        .asText();
        assertThat(as(token, "/api/v1/services").status()).isEqualTo(200);
        refused(
                server.send(
                        "POST",
                        "/api/v1/applications",
                        token,
                        "{\"namespace\":\"default\",\"name\":\"more\"}"),
                403,
                "identity.forbidden");
        refused(
                server.send("DELETE", "/api/v1/services/default/a/instances/b", token, ""),
                403,
                "identity.forbidden");
        refused(as(token, "/api/v1/services?namespace=other"), 403, "identity.forbidden");
    }

    @Test
    void unknown_namespace_is_named() throws Exception {
        refused(
                server.get("/api/v1/services?namespace=nowhere"),
                404,
                "identity.unknown-namespace");
        refused(
                server.post("/api/v1/applications", "{\"namespace\":\"nowhere\",\"name\":\"a\"}"),
                404,
                "identity.unknown-namespace");
        refused(server.get("/api/v1/services/nowhere/a/watch"), 404, "identity.unknown-namespace");
    }

    @Test
    void illegal_names_are_refused() throws Exception {
        for (String name :
                new String[] {"", "Shop", "a_b", "-a", "a-", "a b", "ä", "a".repeat(64)}) {
            refused(
                    server.post("/api/v1/namespaces", "{\"name\":\"" + name + "\"}"),
                    400,
                    "name.illegal");
        }
        refused(server.get("/api/v1/services/default/No_Name"), 400, "name.illegal");
        refused(server.post("/rpc/a/" + "b".repeat(600), "[]"), 400, "rpc.bad-method");
    }

    @Test
    void unknown_service_is_named() throws Exception {
        refused(server.get("/api/v1/services/default/ghost"), 404, "registry.unknown-service");
    }

    @Test
    void call_of_an_unknown_service_names_it() throws Exception {
        refused(
                server.post("/rpc/ghost/haunt?timeoutMs=2000", "[]"),
                404,
                "registry.unknown-service");
    }

    @Test
    void duplicate_application_is_a_conflict() throws Exception {
        String body = "{\"namespace\":\"default\",\"name\":\"twin\"}";
        created("/api/v1/applications", body);
        refused(server.post("/api/v1/applications", body), 409, "identity.application-exists");
    }

    @Test
    void oversized_body_is_refused() throws Exception {
        refused(
                server.post("/api/v1/namespaces", "{\"name\":\"" + "a".repeat(5000) + "\"}"),
                413,
                "http.body-too-large");
    }

    @Test
    void malformed_json_is_refused() throws Exception {
        for (String body :
                new String[] {"{", "[]", "null", "{} {}", "{\"name\":1e999}", "nonsense"}) {
            refused(server.post("/api/v1/namespaces", body), 400, "http.bad-json");
        }
        refused(server.post("/api/v1/namespaces", ""), 400, "http.bad-json");
        refused(server.post("/api/v1/namespaces", "[".repeat(2000)), 400, "http.bad-json");
    }

    @Test
    void missing_field_is_named() throws Exception {
        Answer answer = server.post("/api/v1/namespaces", "{}");
        refused(answer, 400, "http.bad-json");
        assertThat(answer.json().path("message").asText()).isEqualTo("the field 'name' is missing");
    }

    @Test
    void field_of_a_wrong_kind_is_named() throws Exception {
        Answer answer = server.post("/api/v1/namespaces", "{\"name\":7}");
        refused(answer, 400, "http.bad-json");
        assertThat(answer.json().path("message").asText()).contains("'name'");
    }

    @Test
    void unknown_field_is_named() throws Exception {
        Answer answer = server.post("/api/v1/namespaces", "{\"name\":\"a\",\"nmae\":\"b\"}");
        refused(answer, 400, "http.bad-json");
        assertThat(answer.json().path("message").asText()).contains("nmae", "name");
    }

    @Test
    void bad_parameters_are_refused() throws Exception {
        refused(
                server.get("/api/v1/services/default/a/watch?after=yesterday"),
                400,
                "http.bad-parameter");
        refused(
                server.post("/api/v1/applications/default/a/rotate", "{\"overlapSeconds\":-1}"),
                400,
                "value.illegal");
    }

    @Test
    void wrong_path_and_wrong_method_are_said() throws Exception {
        refused(server.get("/api/v2/services"), 404, "http.no-such-path");
        refused(
                server.send("DELETE", "/api/v1/status", server.adminToken(), ""),
                501,
                "http.no-such-method");
    }

    @Test
    void garbage_on_the_port_ends_that_connection_only() throws Exception {
        byte[] garbage = new byte[512];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = (byte) (i * 31 + 7);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(garbage);
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("\tat ").doesNotContain("Exception");
        }
        assertThat(server.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void slow_head_is_cut_off() throws Exception {
        assertCutOff("GET /health/live HTTP/1.1\r\nhost: a\r\n");
    }

    @Test
    void silent_connection_is_cut_off() throws Exception {
        assertCutOff("");
    }

    @Test
    void slow_body_is_cut_off() throws Exception {
        assertCutOff("POST /api/v1/login HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{");
    }

    private static void assertCutOff(String beginning) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void address_of_the_rpc_explains_itself_to_a_browser() throws Exception {
        assertThat(server.get("/rpc").status()).isEqualTo(426);
    }

    @Test
    void whoever_only_looks_at_the_rpc_is_shown_out() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            String request = "GET /rpc HTTP/1.1\r\nhost: a\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 426");
        }
    }

    private static Answer login(String body) throws Exception {
        return server.send("POST", "/api/v1/login", "", body);
    }

    private static Answer as(String token, String path) throws Exception {
        return server.send("GET", path, token, "");
    }

    private static Answer created(String path, String body) throws Exception {
        Answer answer = server.post(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void refused(Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("message").asText()).isNotEmpty();
        assertThat(answer.contentType()).isEqualTo("application/json");
    }
}
