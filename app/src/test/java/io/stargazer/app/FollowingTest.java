package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several servers a command asks, and what it never asks twice (CL-2). */
final class FollowingTest {

    private static final String LIST = "GET /api/v1/namespaces";
    private static final String MEMBERS = "GET /api/v1/cluster/members";

    @TempDir Path home;

    private RecordedServer first;
    private RecordedServer second;

    @BeforeEach
    void start() throws IOException {
        first = new RecordedServer();
        second = new RecordedServer();
        for (RecordedServer each : new RecordedServer[] {first, second}) {
            each.on("POST /api/v1/login", Recordings.GRANT)
                    .on(MEMBERS, Recordings.members(first.url(), second.url()));
        }
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void next_server_is_tried_when_one_cannot_be_reached() {
        second.on(LIST, Recordings.NAMESPACES);
        first.close();
        assertThat(namespaces(line(both()))).isEqualTo(new Result(0, "default\n", ""));
        second.close();
        assertThat(line(both()).run("namespace", "list").err())
                .contains("no server answers at " + both());
    }

    @Test
    void login_remembers_all_servers_and_one_token_for_them() {
        second.on(LIST, Recordings.NAMESPACES);
        logIn();
        first.close();
        assertThat(namespaces(line(first.url()))).isEqualTo(new Result(0, "default\n", ""));
        assertThat(namespaces(line(second.url()))).isEqualTo(new Result(0, "default\n", ""));
        assertThat(second.requests())
                .extracting(RecordedServer.Request::authorization)
                .containsOnly("Bearer t-1");
        assertThat(line(second.url()).run("logout").out()).contains("Logged out");
        assertThat(file()).doesNotContain("t-1");
    }

    @Test
    void file_is_refreshed_when_a_server_has_gone() throws IOException {
        logIn();
        try (RecordedServer third = new RecordedServer()) {
            third.on(LIST, Recordings.NAMESPACES);
            String now = Recordings.members(third.url(), second.url());
            second.onRedirect(LIST, third.url() + "/api/v1/namespaces");
            third.on(MEMBERS, now);
            first.close();
            assertThat(namespaces(line(first.url())).out()).isEqualTo("default\n");
            assertThat(file()).contains(third.url(), second.url());
        }
    }

    @Test
    void leader_is_followed_with_method_body_and_token() {
        first.onRedirect("POST /api/v1/namespaces", second.url() + "/api/v1/namespaces");
        second.on("POST /api/v1/namespaces", 204, "");
        Result result = line(first.url()).run("--token", "t-9", "namespace", "create", "staging");
        assertThat(result.status()).isZero();
        assertThat(second.requests())
                .contains(
                        new RecordedServer.Request(
                                "POST /api/v1/namespaces", "Bearer t-9", "{\"name\":\"staging\"}"));
    }

    @Test
    void redirect_to_no_server_is_refused() {
        first.onRedirect(LIST, "file:///etc/passwd");
        Result result = line(first.url()).run("namespace", "list");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("sends us to file:///etc/passwd");
    }

    @Test
    void servers_that_send_to_each_other_are_left_after_a_few_hops() {
        first.onRedirect(LIST, second.url() + "/api/v1/namespaces");
        second.onRedirect(LIST, first.url() + "/api/v1/namespaces");
        Result result = line(first.url()).waitingForALeader(Duration.ZERO).run("namespace", "list");
        assertThat(result.status()).isEqualTo(5);
        assertThat(first.requests()).hasSize(2);
        assertThat(second.requests()).hasSize(2);
    }

    @Test
    void change_that_may_have_been_done_is_asked_of_no_other_server() throws Exception {
        try (ServerSocket breaking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread breaker =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (var connection = breaking.accept()) {
                                    connection.getInputStream().read();
                                } catch (IOException closed) {
                                    throw new IllegalStateException(closed);
                                }
                            });
            String broken = "http://127.0.0.1:" + breaking.getLocalPort();
            Result result = line(broken + "," + second.url()).run("namespace", "create", "staging");
            breaker.join();
            assertThat(result.status()).isEqualTo(6);
            assertThat(second.requests()).isEmpty();
        }
    }

    @Test
    void leader_is_waited_for_and_said_once() {
        first.onNoLeader(LIST).onNoLeader(LIST).on(LIST, Recordings.NAMESPACES);
        assertThat(line(first.url()).run("namespace", "list", "--json").err())
                .isEqualTo("No server leads at the moment; waiting for one ...\n");
        first.onNoLeader("POST /api/v1/namespaces").on("POST /api/v1/namespaces", 204, "");
        assertThat(line(first.url()).run("namespace", "create", "a").status()).isZero();
    }

    @Test
    void server_that_knows_no_leader_is_not_the_last_to_be_asked() {
        first.onNoLeader(LIST);
        second.on(LIST, Recordings.NAMESPACES);
        assertThat(namespaces(line(both()))).isEqualTo(new Result(0, "default\n", ""));
    }

    @Test
    void cluster_without_a_leader_is_said_in_a_sentence() {
        first.onNoLeader(LIST);
        CommandLineRun line = line(first.url()).waitingForALeader(Duration.ZERO);
        assertThat(line.run("namespace", "list"))
                .isEqualTo(
                        new Result(
                                5,
                                "",
                                """
                                stargazer: no server leads the cluster at the moment
                                Nothing was done: see with 'stargazer cluster status' who is missing, or read with --stale.
                                """));
        assertThat(line.in(Locale.CHINA).run("namespace", "list").err()).contains("没有领导者");
    }

    @Test
    void stale_answers_are_asked_for_with_a_flag() {
        first.on(LIST + "?stale=true", Recordings.NAMESPACES)
                .on("GET /api/v1/services?namespace=a&stale=true", Recordings.SERVICES);
        assertThat(line(first.url()).run("namespace", "list", "--stale").status()).isZero();
        assertThat(line(first.url()).run("--stale", "service", "list", "-n", "a").status())
                .isZero();
    }

    private Result namespaces(CommandLineRun line) {
        return line.run("namespace", "list", "--quiet");
    }

    private void logIn() {
        Result result = line(first.url()).typing("secret\n").run("login", "--password-stdin");
        assertThat(result.status()).as(result.err()).isZero();
    }

    private String file() {
        try {
            return Files.readString(home.resolve(".config/stargazer/credentials.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String both() {
        return first.url() + "," + second.url();
    }

    private CommandLineRun line(String servers) {
        return new CommandLineRun(home).with("STARGAZER_SERVER", servers);
    }
}
