package io.stargazer.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.terminal.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-6: a start that is refused ends with a sentence and an exit status of its own. */
class ServerProcessTest {

    @TempDir Path folder;

    private JavaProcess server(String... more) throws Exception {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "server";
        arguments[1] = "--data-dir";
        arguments[2] = folder.resolve("data").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return JavaProcess.stargazer(folder, arguments);
    }

    @Test
    void serves_until_it_is_told_to_stop_and_starts_again_with_its_data() throws Exception {
        try (JavaProcess first = server("--port", "0")) {
            assertThat(health(first.awaitUrl())).isEqualTo(200);
            first.terminate();
            assertThat(first.awaitExit()).isEqualTo(143);
            assertThat(first.errors()).isEmpty();
        }
        try (JavaProcess second = server("--port", "0")) {
            assertThat(health(second.awaitUrl())).isEqualTo(200);
            second.kill();
        }
        try (JavaProcess third = server("--port", "0")) {
            assertThat(health(third.awaitUrl())).isEqualTo(200);
            third.terminate();
            assertThat(third.output()).as("the way in is shown once").doesNotContain("password");
        }
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                JavaProcess server = server("--port", "" + taken.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.PORT_IN_USE.number());
            assertThat(server.errors())
                    .contains("the port " + taken.getLocalPort() + " on 127.0.0.1 cannot be had")
                    .contains("--port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_data_directory_in_use_names_the_process_that_has_it() throws Exception {
        try (JavaProcess first = server("--port", "0")) {
            first.awaitUrl();
            try (JavaProcess second = server("--port", "0")) {
                assertThat(second.awaitExit()).isEqualTo(ExitCode.DATA_LOCKED.number());
                assertThat(second.errors())
                        .contains("is in use by process")
                        .contains("--data-dir")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void an_unknown_configuration_key_refuses_the_start() throws Exception {
        Path config = Files.writeString(folder.resolve("c.properties"), "server.prot = 6600\n");
        try (JavaProcess server = server("--config", config.toString())) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.CONFIGURATION_WRONG.number());
            assertThat(server.errors())
                    .contains("unknown key 'server.prot'")
                    .contains("server.port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void a_damaged_log_refuses_the_start_and_names_the_file() throws Exception {
        try (JavaProcess server = server("--port", "0")) {
            server.awaitUrl();
            server.kill();
        }
        Path format = folder.resolve("data").resolve("format");
        Files.delete(format);
        try (JavaProcess server = server("--port", "0")) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.DATA_DAMAGED.number());
            assertThat(server.errors()).contains(format.toString()).doesNotContain("\tat ");
        }
    }

    @Test
    void a_full_disk_stops_the_start_with_a_sentence() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Process mount =
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", "" + small)
                        .redirectErrorStream(true)
                        .start();
        assumeThat(mount.waitFor()).as("a small tmpfs can be mounted (needs root)").isZero();
        try (JavaProcess server =
                JavaProcess.stargazer(
                        folder, "server", "--port", "0", "--data-dir", small + "/data")) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.DISK_FULL.number());
            assertThat(server.errors()).contains("space").doesNotContain("\tat ");
        } finally {
            new ProcessBuilder("umount", "-l", small.toString()).start().waitFor();
        }
    }

    private static int health(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health/ready")).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
