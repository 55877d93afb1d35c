package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.StartRefused;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-6: what stands in the way of a start is said, and nothing is left behind. */
class ServerStartTest {

    @TempDir Path folder;

    @Test
    void unknown_key_refuses_the_start_and_names_the_known_ones() throws Exception {
        assertRefused("server.prot = 6601", "unknown key 'server.prot'", "server.port");
    }

    @Test
    void values_that_cannot_be_read_are_named() throws Exception {
        assertRefused("server.port = many", "'server.port' is 'many'", "a number");
        assertRefused("server.port = 70000", "0 to 65535");
        assertRefused("server.id = No_Name", "not legal");
        assertRefused("identity.auto-register = yes", "true or false");
        assertRefused("rpc.ping = 3 days", "a duration like");
        assertRefused("rpc.ping = 0s", "rpc.ping must be more than nothing");
        assertRefused("rpc.max-frame-bytes = 1048576", "rpc.max-frame-bytes must be 2097152 to");
        assertRefused("http.max-body-bytes = 10", "http.max-body-bytes must be 1024 to");
        assertRefused("log.snapshot-entries = 0", "at least 1");
        assertRefused("session.grace = 1h", "grace <= resume");
    }

    @Test
    void known_keys_are_read() throws Exception {
        Path file = folder.resolve("stargazer.conf");
        Files.writeString(file, "server.id = s7\nsession.grace = 5s\nserver.port = 0\n");
        ServerConfig config = ConfigFile.read(file, ServerConfig.in(folder));
        assertThat(config.serverId()).isEqualTo("s7");
        assertThat(config.sessions().grace()).hasSeconds(5);
        assertThat(config.limits()).isEqualTo(ServerConfig.Limits.DEFAULT);
    }

    @Test
    void missing_file_is_named() {
        Path file = folder.resolve("missing.conf");
        assertThatThrownBy(() -> ConfigFile.read(file, ServerConfig.in(folder)))
                .isInstanceOf(ConfigFile.Refused.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void port_in_use_refuses_the_start_and_lets_go_of_the_data() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UnaryOperator<ServerConfig> there =
                    config -> config.withAddress("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> RunningServer.start(folder.resolve("data"), there))
                    .isInstanceOf(BindException.class);
        }
        RunningServer.start(folder.resolve("data"), UnaryOperator.identity()).close();
    }

    @Test
    void data_directory_in_use_refuses_a_second_server() throws Exception {
        try (RunningServer first = RunningServer.start(folder, UnaryOperator.identity())) {
            assertThatThrownBy(() -> RunningServer.start(folder, UnaryOperator.identity()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("is in use by process");
            assertThat(first.get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void what_was_acknowledged_is_there_after_a_restart() throws Exception {
        try (RunningServer first = RunningServer.start(folder, UnaryOperator.identity())) {
            assertThat(first.post("/api/v1/namespaces", "{\"name\":\"kept\"}").status())
                    .isEqualTo(204);
        }
        try (RunningServer second = RunningServer.start(folder, UnaryOperator.identity())) {
            assertThat(second.get("/api/v1/namespaces").body()).contains("\"kept\"");
        }
    }

    @Test
    void key_of_a_server_is_published_once() throws Exception {
        try (RunningServer first = RunningServer.start(folder, UnaryOperator.identity())) {
            assertThat(first.get("/api/v1/status").json().path("revision").asLong())
                    .as("the key, the beginning of dispatching, the namespace, the user")
                    .isEqualTo(4);
        }
    }

    private void assertRefused(String line, String... words) throws Exception {
        Path file = folder.resolve("stargazer.conf");
        Files.writeString(file, line + "\n");
        assertThatThrownBy(() -> ConfigFile.read(file, ServerConfig.in(folder)))
                .isInstanceOf(ConfigFile.Refused.class)
                .hasMessageContainingAll(words);
    }
}
