package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token that a login leaves behind, and what becomes of it (ID-6). */
final class LoginTest {

    @TempDir Path home;

    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
        server.on("POST /api/v1/login", Recordings.GRANT)
                .on("GET /api/v1/cluster/members", Recordings.MEMBERS)
                .on("GET /api/v1/status", Recordings.STATUS);
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    @Test
    void login_keeps_the_token_and_never_the_password() throws IOException {
        Result result = logIn();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Logged in as admin", "The token ends in 12 h", file().toString());
        assertThat(server.requests().getFirst().body())
                .isEqualTo("{\"user\":\"admin\",\"password\":\"secret word\"}");
        assertThat(Files.readString(file())).contains("t-1").doesNotContain("secret word");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void next_command_shows_the_token() {
        logIn();
        assertThat(line().run("status").status()).isZero();
        assertThat(server.requests().getLast().authorization()).isEqualTo("Bearer t-1");
    }

    @Test
    void flag_comes_before_environment_and_environment_before_file() {
        logIn();
        CommandLineRun line = line().with("STARGAZER_TOKEN", "from-environment");
        line.run("status");
        assertThat(server.requests().getLast().authorization())
                .isEqualTo("Bearer from-environment");
        line.run("status", "--token", "from-flag");
        assertThat(server.requests().getLast().authorization()).isEqualTo("Bearer from-flag");
    }

    @Test
    void token_is_not_shown_to_another_server() throws IOException {
        logIn();
        try (RecordedServer other = new RecordedServer()) {
            other.on("GET /api/v1/status", Recordings.STATUS);
            line().run("status", "--server", other.url());
            assertThat(other.requests().getLast().authorization()).isEmpty();
        }
    }

    @Test
    void expired_token_is_not_even_sent() {
        logIn();
        int asked = server.requests().size();
        Result result = line().at(Instant.parse("2026-11-21T00:00:00Z")).run("status");
        assertThat(result.status()).isEqualTo(4);
        assertThat(result.err())
                .contains("your login at " + server.url() + " has ended")
                .contains("Log in again: stargazer login");
        assertThat(server.requests()).hasSize(asked);
    }

    @Test
    void logout_forgets_the_token() throws IOException {
        logIn();
        assertThat(line().run("logout").out()).contains("Logged out");
        assertThat(Files.readString(file())).doesNotContain("t-1");
        assertThat(line().run("logout").out()).contains("There was no token");
    }

    @Test
    void wrong_password_is_refused_with_fitting_advice() throws IOException {
        try (RecordedServer strict = new RecordedServer()) {
            strict.onError(
                    "POST /api/v1/login", 401, "UNAUTHENTICATED", "identity.x", "wrong password");
            Result result =
                    line().typing("guess\n")
                            .run("login", "--password-stdin", "--server", strict.url());
            assertThat(result.status()).isEqualTo(4);
            assertThat(result.err()).contains("wrong password", "Check the user");
            assertThat(file()).doesNotExist();
        }
    }

    @Test
    void login_without_anybody_to_ask_needs_the_password_on_the_input() {
        Result result = line().run("login");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--password-stdin");
    }

    @Test
    void damaged_file_is_named() throws IOException {
        logIn();
        Files.writeString(file(), "{\"servers\":");
        Result result = line().run("status");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains(file() + " is damaged", "Delete the file");
    }

    @Test
    void configuration_folder_follows_xdg() {
        Path elsewhere = home.resolve("elsewhere");
        line().with("XDG_CONFIG_HOME", elsewhere.toString())
                .typing("p\n")
                .run("login", "--password-stdin");
        assertThat(elsewhere.resolve("stargazer/credentials.json")).exists();
    }

    private Path file() {
        return home.resolve(".config/stargazer/credentials.json");
    }

    private Result logIn() {
        return line().typing("secret word\n").run("login", "--password-stdin");
    }

    private CommandLineRun line() {
        return new CommandLineRun(home).with("STARGAZER_SERVER", server.url());
    }
}
