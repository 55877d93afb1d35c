package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Status;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.terminal.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to fail has its sentence, its advice and its exit status; never a stack trace. */
final class ErrorsTest {

    private static final Map<Status, Integer> EXITS =
            Map.ofEntries(
                    Map.entry(Status.INVALID_ARGUMENT, 2),
                    Map.entry(Status.UNAUTHENTICATED, 4),
                    Map.entry(Status.PERMISSION_DENIED, 4),
                    Map.entry(Status.NOT_FOUND, 3),
                    Map.entry(Status.CONFLICT, 7),
                    Map.entry(Status.TOO_LARGE, 1),
                    Map.entry(Status.UNIMPLEMENTED, 1),
                    Map.entry(Status.CANCELLED, 1),
                    Map.entry(Status.DEADLINE_EXCEEDED, 6),
                    Map.entry(Status.OVERLOADED, 5),
                    Map.entry(Status.UNREACHABLE, 5),
                    Map.entry(Status.NOT_LEADER, 5),
                    Map.entry(Status.INDETERMINATE, 6),
                    Map.entry(Status.FAULTED, 1));

    @TempDir Path home;

    @Test
    void every_status_of_the_server_has_its_exit_status_and_advice() throws IOException {
        for (Status status : Status.values()) {
            if (status == Status.OK) {
                continue;
            }
            try (RecordedServer server = new RecordedServer()) {
                server.onError(
                        "GET /api/v1/status",
                        status.http(),
                        status.name(),
                        "test.code",
                        "so it is");
                Result result = line(server.url()).waitingForALeader(Duration.ZERO).run("status");
                assertThat(result.status()).as(status.name()).isEqualTo(EXITS.get(status));
                assertThat(result.out()).isEmpty();
                assertThat(result.err().lines())
                        .hasSize(2)
                        .first()
                        .isEqualTo("stargazer: so it is");
            }
        }
    }

    @Test
    void unreachable_server_is_named_with_the_way_to_start_one() throws IOException {
        int port;
        try (ServerSocket closedSoon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedSoon.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port;
        assertThat(line(url).run("service", "list"))
                .isEqualTo(
                        new Result(
                                5,
                                "",
                                """
                                stargazer: no server answers at %s
                                Start one with 'stargazer dev', or name another with --server.
                                """
                                        .formatted(url)));
        assertThat(line(url).in(Locale.CHINA).run("status").err()).contains("没有服务器应答");
    }

    @Test
    void server_that_does_not_answer_in_time_exits_with_6() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result =
                    line("http://127.0.0.1:" + silent.getLocalPort())
                            .patient(Duration.ofMillis(100))
                            .run("status");
            assertThat(result.status()).isEqualTo(6);
            assertThat(result.err()).contains("did not answer in time", "look before you repeat");
        }
    }

    @Test
    void change_whose_connection_breaks_may_have_been_done() throws Exception {
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
            Result result =
                    line("http://127.0.0.1:" + breaking.getLocalPort())
                            .run("namespace", "create", "staging");
            breaker.join();
            assertThat(result.status()).isEqualTo(ExitCode.TIMED_OUT.number());
            assertThat(result.err()).contains("broke before the answer came");
        }
    }

    @Test
    void another_program_on_the_port_is_recognised() throws IOException {
        try (RecordedServer server = new RecordedServer()) {
            server.on("GET /api/v1/status", "<html>hello</html>");
            assertThat(line(server.url()).run("status").err())
                    .contains("answers, but not as a Stargazer server does");
            assertThat(line(server.url()).run("service", "list").status()).isEqualTo(1);
        }
    }

    @Test
    void wrong_usage_exits_with_2_and_points_to_the_help() {
        assertThat(run("service", "show").err())
                .isEqualTo(
                        """
                        stargazer: NAME is missing
                        See what it takes: stargazer service show --help
                        """);
        assertThat(run("service", "show", "a", "--sideways").err())
                .contains("there is no option --sideways");
        assertThat(run("service").err()).contains("the command is not complete");
        assertThat(run("sing").err()).contains("'sing' is not understood");
        assertThat(run("app", "create", "a", "--role", "king").err()).contains("viewer, operator");
        assertThat(run("app", "rotate", "a", "--overlap", "soon").err()).contains("90s, 15m");
        assertThat(run("status", "--server", "ftp://x").err())
                .contains("ftp://x is not the address");
        for (String[] wrong :
                new String[][] {
                    {"service", "show"},
                    {"service"},
                    {"sing"},
                    {"status", "--server", "ftp://x"},
                    {"service", "weight", "a", "b", "heavy"}
                }) {
            assertThat(run(wrong).status()).isEqualTo(2);
        }
    }

    @Test
    void stack_trace_is_shown_only_with_debug() throws IOException {
        try (RecordedServer server = new RecordedServer()) {
            server.on("GET /api/v1/namespaces", "{\"items\":[{\"createdAt\":\"noon\"}]}");
            assertThat(line(server.url()).run("namespace", "list").err())
                    .contains("something unforeseen happened")
                    .doesNotContain("\tat ");
            assertThat(line(server.url()).run("namespace", "list", "--debug").err())
                    .contains("\tat io.stargazer");
        }
    }

    private CommandLineRun line(String server) {
        return new CommandLineRun(home).with("STARGAZER_SERVER", server);
    }

    private Result run(String... arguments) {
        return line("http://127.0.0.1:1").run(arguments);
    }
}
