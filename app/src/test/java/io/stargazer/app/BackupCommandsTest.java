package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-5 as it is typed: backup, restore, log inspect, log verify, and all that can be wrong. */
@Timeout(120)
final class BackupCommandsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path home;
    private Path file;
    private Path data;
    private Path restored;

    @BeforeEach
    void name() {
        file = home.resolve("s.backup");
        data = home.resolve("data");
        restored = home.resolve("restored");
    }

    @Test
    void state_goes_through_a_file_into_a_new_server() throws Exception {
        Result backup = backUp();
        assertThat(backup.status()).as(backup.err()).isZero();
        assertThat(backup.out())
                .matches("backup ok revision=\\d+ bytes=\\d+ hash=[0-9a-f]{16} file=.*\n");
        assertThat(backup.err()).contains("hashed secrets").contains("no private key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(home.resolve("s.backup.part")).doesNotExist();

        Result restore = run("restore", file, "--data-dir", restored, "--server-id", "s7");
        assertThat(restore.status()).as(restore.err()).isZero();
        assertThat(restore.out())
                .startsWith("restore ok revision=" + field(backup, "revision"))
                .contains("hash=" + field(backup, "hash"), "server=s7", "server --data-dir");

        Result verified = run("log", "verify", restored);
        assertThat(verified.out())
                .isEqualTo(
                        "log ok entries=0 revision=%s hash=%s\n"
                                .formatted(field(backup, "revision"), field(backup, "hash")));
        assertThat(run("log", "verify", data).out()).contains("log ok entries=");
    }

    @Test
    void log_is_shown_as_tables_and_as_lines_of_json() throws Exception {
        backUp();
        String tables = run("log", "inspect", data).out();
        assertThat(tables)
                .contains("The log of the server s1")
                .contains("SEGMENT", "log_inprogress_0", "open")
                .contains("identity.CreateUser", "password=(pbkdf2-sha512)")
                .contains("log.members");
        assertThat(run("log", "inspect", data, "--snapshots").out())
                .contains("SEGMENT")
                .doesNotContain("identity.");

        List<JsonNode> lines =
                run("log", "inspect", data, "--json").out().lines().map(this::json).toList();
        assertThat(lines).extracting(line -> line.path("type").asText()).contains("segment");
        JsonNode user =
                lines.stream()
                        .filter(line -> line.path("kind").asText().equals("identity.CreateUser"))
                        .findFirst()
                        .orElseThrow();
        assertThat(user.path("actor").asText()).isEqualTo("server:s1");
        assertThat(user.path("fields").path("name").asText()).isEqualTo("admin");
        assertThat(user.path("fields").path("roles").path("*").asText()).isEqualTo("ADMIN");

        String index = user.path("index").asText();
        String found = run("log", "inspect", data, "--from", index, "--to", index, "--quiet").out();
        assertThat(found.lines().distinct()).containsExactly(index);
    }

    @Test
    void damage_is_said_with_file_and_offset_and_exits_with_13() throws Exception {
        backUp();
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[100] ^= 1;
        Files.write(segment, bytes);
        for (String verb : List.of("inspect", "verify")) {
            Result result = run("log", verb, data);
            assertThat(result.status()).isEqualTo(13);
            assertThat(result.err())
                    .contains(segment + " is damaged at offset")
                    .contains("nothing was changed");
        }
    }

    @Test
    void each_unusable_backup_has_its_sentence_and_its_exit_status() throws Exception {
        assertRefused(3, "there is no file", "restore", file, "--data-dir", restored);
        Files.writeString(file, "something else, but long enough to have a head");
        assertRefused(2, "is not a backup", "restore", file, "--data-dir", restored);
        backUp();
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(file, flipped);
        assertRefused(13, "its checksum does not match", "restore", file, "--data-dir", restored);
        flipped = whole.clone();
        flipped[11]++;
        Files.write(file, flipped);
        assertRefused(16, "use the newer program", "restore", file, "--data-dir", restored);
        assertThat(restored).doesNotExist();
        Files.write(file, whole);
        assertRefused(7, "is not empty", "restore", file, "--data-dir", data);
        assertRefused(2, "server", "restore", file, "--data-dir", restored, "--server-id", "S 1");
        assertRefused(2, "--data-dir is missing", "restore", file);
    }

    @Test
    void place_that_cannot_be_written_is_said() throws Exception {
        backUp();
        assertRefused(7, "is a file", "restore", file, "--data-dir", file);
        assertRefused(16, "cannot be", "restore", file, "--data-dir", "/proc/none/x");
        file = Path.of("/proc/none/x.backup");
        Result backup = backUp();
        assertThat(backup.err()).contains("/proc/none/x.backup cannot be written");
        assertThat(backup.status()).isEqualTo(16);
    }

    @Test
    void folder_without_a_log_or_with_a_running_server_is_said() throws Exception {
        assertRefused(16, "there is no folder", "log", "inspect", home.resolve("absent"));
        assertRefused(16, "is not the data directory", "log", "verify", home);
        try (StargazerServer server = start()) {
            assertThat(server.leads()).isTrue();
            assertRefused(12, "is in use by process", "log", "inspect", data);
            assertRefused(12, "is in use by process", "log", "verify", data);
        }
        assertThat(line().in(Locale.CHINA).run("log", "inspect", data.toString()).out())
                .contains("服务器 s1 的日志");
    }

    @Test
    void connection_that_breaks_leaves_the_backup_from_before() throws Exception {
        Files.writeString(file, "the one before");
        try (ServerSocket breaking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread breaker = Thread.ofVirtual().start(() -> sendTooLittle(breaking));
            Result result =
                    line().with("STARGAZER_TOKEN", "t")
                            .run(
                                    "backup",
                                    file.toString(),
                                    "--server",
                                    "http://127.0.0.1:" + breaking.getLocalPort());
            breaker.join();
            assertThat(result.status()).isEqualTo(5);
            assertThat(result.err()).contains("stopped sending after 10 of 1000 bytes");
        }
        assertThat(file).hasContent("the one before");
        assertThat(home.resolve("s.backup.part")).doesNotExist();
    }

    private static void sendTooLittle(ServerSocket server) {
        try (Socket connection = server.accept()) {
            assertThat(connection.getInputStream().read()).isPositive();
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789";
            connection.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            connection.shutdownOutput();
            assertThat(connection.getInputStream().readAllBytes()).isNotEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertRefused(int status, String words, Object... arguments) {
        Result result = run(arguments);
        assertThat(result.err()).contains(words);
        assertThat(result.err().lines()).hasSize(2);
        assertThat(result.status()).isEqualTo(status);
    }

    /** A server that has seen a user, and is stopped when this returns. */
    private Result backUp() throws Exception {
        try (StargazerServer server = start()) {
            server.bootstrap("admin", "correct horse battery");
            return line().with("STARGAZER_TOKEN", server.tokenOf("admin").token())
                    .run("backup", file.toString(), "--server", server.url());
        }
    }

    private StargazerServer start() throws Exception {
        return StargazerServer.start(
                ServerConfig.in(data).withAddress("127.0.0.1", 0),
                (sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                });
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(path -> path.getFileName().toString().startsWith("log_"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static String field(Result result, String name) {
        return result.out().replaceAll("(?s).*\\b" + name + "=(\\S+).*", "$1");
    }

    private CommandLineRun line() {
        return new CommandLineRun(home);
    }

    private Result run(Object... arguments) {
        return line().run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }
}
