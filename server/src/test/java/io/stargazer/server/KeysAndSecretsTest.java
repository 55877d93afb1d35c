package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.RunningServer.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-3: no secret on the disk in clear, and keys that change without anybody noticing. */
class KeysAndSecretsTest {

    @TempDir Path folder;
    private RunningServer server;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(folder, UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void no_file_holds_a_secret_or_a_password() throws Exception {
        String secret = createApplication();
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains(secret)).as("%s", file).isFalse();
                assertThat(bytes.contains(RunningServer.PASSWORD)).as("%s", file).isFalse();
            }
        }
    }

    @Test
    void only_the_owner_may_read_the_token_key() throws Exception {
        Path key = folder.resolve("token-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void tokens_of_the_key_before_stay_good_when_it_is_replaced() throws Exception {
        String before = server.adminToken();
        Answer rotated = server.post("/api/v1/keys/rotate", "");
        assertThat(rotated.json().path("id").asText()).hasSize(16);
        assertThat(server.send("GET", "/api/v1/status", before, "").status()).isEqualTo(200);
        String after = token("user", "admin", "password", RunningServer.PASSWORD);
        assertThat(server.send("GET", "/api/v1/status", after, "").status()).isEqualTo(200);
        assertThat(keyOf(after)).isNotEqualTo(keyOf(before));
    }

    @Test
    void both_secrets_are_good_during_the_overlap_and_one_without() throws Exception {
        String first = createApplication();
        String second = rotate(3600);
        assertThat(List.of(login(first), login(second))).containsOnly(200);
        String third = rotate(0);
        assertThat(login(third)).isEqualTo(200);
        assertThat(List.of(login(first), login(second))).containsOnly(401);
    }

    private String createApplication() throws Exception {
        return server.post("/api/v1/applications", "{\"namespace\":\"default\",\"name\":\"shop\"}")
                .json()
                .path("secret")
                .asText();
    }

    private String rotate(int overlapSeconds) throws Exception {
        return server.post(
                        "/api/v1/applications/default/shop/rotate",
                        "{\"overlapSeconds\":" + overlapSeconds + "}")
                .json()
                .path("secret")
                .asText();
    }

    private int login(String secret) throws Exception {
        return logIn("application", "default/shop", "secret", secret).status();
    }

    private String token(String... fields) throws Exception {
        return logIn(fields).json().path("token").asText();
    }

    private Answer logIn(String... fields) throws Exception {
        String body = "{\"%s\":\"%s\",\"%s\":\"%s\"}".formatted((Object[]) fields);
        return server.send("POST", "/api/v1/login", "", body);
    }

    /** The claims begin with the id of the key. */
    private static String keyOf(String token) {
        return token.substring(4, 28);
    }
}
