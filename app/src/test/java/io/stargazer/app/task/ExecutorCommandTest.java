package io.stargazer.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.RecordedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code stargazer task executor} asks of the server and what it shows (TK-9, TK-10, UI-2).
 */
final class ExecutorCommandTest {

    private static final String PATH = "/api/v1/task-executors";
    private static final String ONE = PATH + "/default/one";
    private static final String EXECUTOR =
            """
            {"namespace":"default","name":"one","application":"shop","state":"draining",\
            "client":"host-7 pid 4711","since":"2026-11-20T11:57:00Z","credit":6,"busy":1,\
            "types":[{"name":"pack","places":4},{"name":"resize","places":2}]}\
            """;

    @TempDir Path home;

    private RecordedServer server;

    @BeforeEach
    void start_server() throws IOException {
        server = new RecordedServer();
    }

    @AfterEach
    void stop_server() {
        server.close();
    }

    private CommandLineRun line() {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0");
    }

    private Result run(String... arguments) {
        return line().run(arguments);
    }

    @Test
    void executors_are_listed_with_what_they_have_and_where_they_run() {
        server.on("GET " + PATH + "?namespace=default", "{\"items\":[" + EXECUTOR + "]}");
        assertThat(run("task", "executors", "-n", "default").out())
                .isEqualTo(
                        """
                        EXECUTOR     APPLICATION  STATE     BUSY  CREDIT  TYPES            SINCE      WHERE
                        default/one  shop         draining     1       6  pack:4 resize:2  3 min ago  host-7 pid 4711
                        """);
        assertThat(run("task", "executors", "-n", "default", "--quiet").out())
                .isEqualTo("default/one\n");
        assertThat(line().in(Locale.CHINA).run("task", "executors", "-n", "default").out())
                .contains("执行者");
        server.on("GET " + PATH, "{\"items\":[]}");
        assertThat(run("task", "executors").out()).startsWith("No executor is connected.");
    }

    @Test
    void one_is_shown_with_its_attempts() {
        server.on(
                "GET " + ONE,
                """
                {"executor":%s,"attempts":[{"task":"01kadrtxmw6m5p8ngc3jv4q2h7","type":"resize",\
                "number":2,"fence":9,"beganAt":"2026-11-20T11:57:00Z","seconds":180.5}]}\
                """
                        .formatted(EXECUTOR));
        assertThat(run("task", "executor", "show", "one").out())
                .isEqualTo(
                        """
                        default/one  draining
                        application  shop
                        busy         1 of 6
                        types        pack:4 resize:2
                        since        3 min ago
                        where        host-7 pid 4711

                        TASK                        TYPE    ATTEMPT  RUNNING FOR
                        01kadrtxmw6m5p8ngc3jv4q2h7  resize        2  3 min
                        """);
    }

    @Test
    void orders_are_given_and_those_that_end_something_ask_for_the_name() {
        for (String verb : List.of("drain", "resume", "stop", "restart")) {
            server.on("POST " + ONE + "/" + verb, 204, "");
        }
        server.on("POST " + ONE + "/stop?application=shop", 204, "");
        assertThat(run("task", "executor", "drain", "one").out())
                .contains("default/one finishes what it has", "task executor resume default/one");
        assertThat(run("task", "executor", "resume", "one").status()).isZero();
        assertThat(run("task", "executor", "stop", "one").status()).isEqualTo(2);
        assertThat(run("task", "executor", "restart", "one").status()).isEqualTo(2);
        assertThat(server.requests()).hasSize(2);
        assertThat(run("task", "executor", "stop", "one", "-y", "--application", "shop").out())
                .contains("goes to others");
        assertThat(server.requests().getLast().line())
                .isEqualTo("POST " + ONE + "/stop?application=shop");
        assertThat(
                        line().onTerminal()
                                .typing("one\n")
                                .run("task", "executor", "restart", "one")
                                .out())
                .contains("begins anew");
    }

    @Test
    void its_log_is_printed_and_a_clock_that_is_off_is_noted() {
        server.on(
                "GET " + ONE + "/log?lines=7",
                """
                {"namespace":"default","name":"one","clockAheadSeconds":-3600.2,"lines":[\
                {"number":4,"at":"2026-11-20T11:57:00Z","text":"user:ada says: DRAIN"},\
                {"number":5,"at":"2026-11-20T11:58:00Z","text":"a\\u001b[2J line"}]}\
                """);
        assertThat(run("task", "executor", "log", "one", "--lines", "7"))
                .isEqualTo(
                        new Result(
                                0,
                                "11:57:00  user:ada says: DRAIN\n11:58:00  a?[2J line\n",
                                "Its clock is 1 h behind; the times are corrected.\n"));
    }

    @Test
    void what_is_not_there_or_silent_is_said_with_what_to_do() {
        server.on("GET " + ONE, 404, error("NOT_FOUND", "task.no-executor"))
                .on(
                        "GET " + ONE + "/log?lines=100",
                        504,
                        error("DEADLINE_EXCEEDED", "task.executor-silent"));
        Result gone = run("task", "executor", "show", "one");
        assertThat(gone.status()).isEqualTo(3);
        assertThat(gone.err()).contains("as the server says", "stargazer task executors");
        assertThat(run("task", "executor", "log", "one").status()).isEqualTo(6);
    }

    private static String error(String status, String code) {
        return "{\"status\":\"%s\",\"code\":\"%s\",\"message\":\"as the server says\"}"
                .formatted(status, code);
    }
}
