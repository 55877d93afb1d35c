package io.stargazer.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-6, ID-1: a start that is refused ends with a sentence and an exit status of its own. */
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
    void a_log_damaged_in_the_middle_refuses_the_start_and_names_the_file() throws Exception {
        try (JavaProcess server = server("--port", "0")) {
            server.awaitUrl(); // by now the first user, his namespace and a key are in the log
            server.kill();
        }
        Path segment;
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("raft"))) {
            segment =
                    files.filter(file -> file.getFileName().toString().startsWith("log_inprogress"))
                            .findFirst()
                            .orElseThrow();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(segment.toFile(), "rw")) {
            bytes.seek(40); // within the first entry: whole ones follow
            int old = bytes.read();
            bytes.seek(40);
            bytes.write(old ^ 0xFF);
        }
        try (JavaProcess server = server("--port", "0")) {
            assertThat(server.awaitExit()).isEqualTo(ExitCode.DATA_DAMAGED.number());
            assertThat(server.errors()).contains(segment.toString()).doesNotContain("\tat ");
        }
    }

    @Test
    void dev_shows_the_way_in_once_and_welcomes_unknown_applications() throws Exception {
        String data = folder.resolve("data").toString();
        String password;
        try (JavaProcess dev =
                JavaProcess.stargazer(folder, "dev", "--port", "0", "--data-dir", data)) {
            String url = dev.awaitUrl();
            do {
                password = dev.awaitLine().strip();
            } while (!password.matches("[\\w-]{43}"));
            assertThat(login(url, password)).isEqualTo(200);
            assertThat(login(url, password + "x")).isEqualTo(401);
            Options unknown =
                    Options.of(url.substring("http://".length()), "unknown", "a secret of my own")
                            .withCacheDirectory(folder.resolve("cache"));
            try (Stargazer application = Stargazer.connect(unknown)) {
                assertThat(application.isConnected()).isTrue();
            }
            dev.terminate();
            assertThat(dev.awaitExit()).isEqualTo(143);
        }
        try (JavaProcess again =
                JavaProcess.stargazer(folder, "dev", "--port", "0", "--data-dir", data)) {
            assertThat(login(again.awaitUrl(), password)).isEqualTo(200);
            again.terminate();
            assertThat(again.output()).doesNotContain(password).doesNotContain("password");
        }
    }

    private static int login(String url, String password) throws Exception {
        String body = "{\"user\":\"admin\",\"password\":\"" + password + "\"}";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/login"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void a_full_disk_stops_the_start_with_a_sentence() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        Process mount =
                new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", "" + small)
                        .redirectErrorStream(true)
                        .start();
        int mounted = mount.waitFor();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(mounted).as("a small tmpfs can be mounted").isZero();
        }
        assumeThat(mounted).as("a small tmpfs can be mounted (needs root)").isZero();
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
