package io.stargazer.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.RecordedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code stargazer workflow} asks of the server and what it shows (TK-11, UI-2). */
final class WorkflowCommandsTest {

    private static final String PATH = "/api/v1/workflows/default/count";
    private static final String ITEM =
            """
            {"namespace":"default","id":"count","state":"failed","submitter":"user:admin",\
            "started":"2026-11-20T11:57:00Z","ended":"2026-11-20T11:59:00Z",\
            "error":"the step count failed: no such file","steps":3,"stepsDone":1}\
            """;
    private static final String DETAIL =
            """
            {"workflow":%s,"steps":[\
            {"name":"split","state":"succeeded","type":"split-folder","needs":[],"tasks":1,"succeeded":1,"error":""},\
            {"name":"count","state":"failed","type":"count-words","needs":["split"],"tasks":9,"succeeded":8,"error":"no such file"},\
            {"name":"merge","state":"cancelled","type":"add-up","needs":["split","count"],"tasks":0,"succeeded":0,"error":""}]}\
            """
                    .formatted(ITEM);

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

    @Test
    void a_workflow_is_started_from_a_file() throws IOException {
        server.on("POST /api/v1/workflows", 204, "");
        Path plan = Files.writeString(home.resolve("plan.json"), "{\"steps\":[{\"name\":\"a\"}]}");
        assertThat(run("start", "count", "--file", plan.toString()))
                .isEqualTo(
                        new Result(
                                0,
                                "Started the workflow default/count. See how it goes: stargazer workflow show default/count\n",
                                ""));
        assertThat(lastBody())
                .isEqualTo(
                        "{\"namespace\":\"default\",\"id\":\"count\",\"steps\":[{\"name\":\"a\"}]}");
        Result quiet =
                line().typing("[{\"name\":\"b\"}]")
                        .run(
                                "workflow",
                                "start",
                                "a/count",
                                "--file",
                                "-",
                                "--input",
                                "[1]",
                                "--quiet");
        assertThat(quiet).isEqualTo(new Result(0, "a/count\n", ""));
        assertThat(lastBody())
                .isEqualTo(
                        "{\"namespace\":\"a\",\"id\":\"count\",\"input\":\"[1]\",\"steps\":[{\"name\":\"b\"}]}");
    }

    @Test
    void a_file_that_is_no_plan_is_a_usage_error() throws IOException {
        Path plan = Files.writeString(home.resolve("plan.json"), "steps: a");
        assertThat(run("start", "count", "--file", plan.toString()))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                """
                                stargazer: the file %s is not JSON
                                Correct the value and repeat the command; --help says what it may be.
                                """
                                        .formatted(plan)));
        assertThat(run("start", "count", "--file", "/nowhere").status()).isEqualTo(2);
        assertThat(run("start", "count").err()).startsWith("stargazer: --file is missing\n");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void workflows_are_listed_with_how_far_they_are() {
        server.on("GET /api/v1/workflows?namespace=default", "{\"items\":[" + ITEM + "]}")
                .on("GET /api/v1/workflows?namespace=a", "{\"items\":[]}");
        assertThat(run("list"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                WORKFLOW  STATE   STEPS  STARTED    ERROR
                                count     failed  1/3    3 min ago  the step count failed: no such file
                                """,
                                ""));
        assertThat(run("list", "--quiet").out()).isEqualTo("count\n");
        assertThat(run("list", "--json").out()).contains("\"stepsDone\" : 1");
        assertThat(run("list", "-n", "a").out())
                .isEqualTo(
                        "No workflows in a. Start one: stargazer workflow start ID --file FILE\n");
    }

    @Test
    void a_workflow_is_shown_with_its_steps() {
        server.on("GET " + PATH, DETAIL);
        assertThat(run("show", "count"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                count  failed  the step count failed: no such file
                                STEP   STATE      TYPE          NEEDS        TASKS  ERROR
                                split  succeeded  split-folder               1/1
                                count  failed     count-words   split        8/9    no such file
                                merge  cancelled  add-up        split count  0/0
                                """,
                                ""));
        assertThat(run("show", "count", "--quiet").out()).isEqualTo("split\ncount\nmerge\n");
        assertThat(run("show", "count", "--json").out()).contains("\"needs\" : [ \"split\" ]");
    }

    @Test
    void workflows_are_cancelled_and_tried_again() {
        server.on("POST " + PATH + "/cancel", 204, "").on("POST " + PATH + "/retry", 204, "");
        assertThat(run("cancel", "count", "--reason", "wrong input").out())
                .isEqualTo("Cancelled the workflow count.\n");
        assertThat(lastBody()).isEqualTo("{\"reason\":\"wrong input\"}");
        assertThat(run("retry", "count", "merge").out())
                .isEqualTo("The workflow count goes on from merge.\n");
        assertThat(lastBody()).isEqualTo("{\"step\":\"merge\"}");
        assertThat(run("retry", "count").status()).isEqualTo(2);
    }

    @Test
    void what_is_refused_has_its_own_status_and_says_what_to_do() {
        server.on(
                        "GET " + PATH,
                        404,
                        "{\"code\":\"workflow.unknown\",\"status\":\"NOT_FOUND\",\"message\":\"no workflow count\"}")
                .on(
                        "POST " + PATH + "/retry",
                        409,
                        "{\"code\":\"workflow.step-not-failed\",\"status\":\"CONFLICT\",\"message\":\"the step is done\"}");
        assertThat(run("show", "count"))
                .isEqualTo(
                        new Result(
                                3,
                                "",
                                """
                                stargazer: no workflow count
                                See what is there: stargazer workflow list
                                """));
        Result refused = run("retry", "count", "split");
        assertThat(refused.status()).isEqualTo(7);
        assertThat(refused.err()).startsWith("stargazer: the step is done\n");
    }

    private String lastBody() {
        return server.requests().getLast().body();
    }

    private CommandLineRun line() {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0");
    }

    private Result run(String... arguments) {
        String[] whole = new String[arguments.length + 1];
        whole[0] = "workflow";
        System.arraycopy(arguments, 0, whole, 1, arguments.length);
        return line().run(whole);
    }
}
