package io.stargazer.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import io.stargazer.app.RecordedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code stargazer task} asks of the server and what it shows (TK-2, TK-5, TK-9, UI-2). */
final class TaskCommandsTest {

    private static final String ID = "01kadrtxmw6m5p8ngc3jv4q2h7";
    private static final String OTHER = "01kadrtxmw6m5p8ngc3jv4q2h8";
    private static final String RECEIPT =
            """
            {"id":"%s","namespace":"default","type":"resize","verdict":"accepted","prediction":\
            {"onTimePercent":97.5,"p50At":"2026-11-20T12:01:00Z","p99At":"2026-11-20T12:03:00Z"}}\
            """
                    .formatted(ID);
    private static final String TYPES =
            """
            {"items":[{"namespace":"default","name":"resize","state":"paused","pending":1203,\
            "queued":1200,"running":0,"waiting":3,"deadLetters":2,"oldestSeconds":190.5,\
            "submittedPerSecond":12.34,"endedPerSecond":0,"failedPerSecond":0.5,\
            "counts":{},"limits":{"ratePerSecond":5,"atOnce":0,"mostPending":2000000},\
            "executors":[{"name":"w1"}]}]}\
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

    @Test
    void a_task_is_submitted_with_what_was_said_and_nothing_else() throws IOException {
        server.on("POST /api/v1/tasks", RECEIPT);
        assertThat(run("task", "submit", "resize", "--payload", "x").out())
                .isEqualTo(
                        """
                        Submitted %s of default/resize. Follow it: stargazer task log -f %s
                        It will be on time with a probability of 97.5 %%: half of such tasks are done in 1 min, 99 of 100 in 3 min.
                        """
                                .formatted(ID, ID));
        assertThat(lastBody())
                .isEqualTo("{\"namespace\":\"default\",\"type\":\"resize\",\"payload\":\"x\"}");
        Path file = Files.writeString(home.resolve("payload"), "abc");
        Result quiet =
                run(
                        "task",
                        "submit",
                        "a/pack",
                        "--file",
                        file.toString(),
                        "--quiet",
                        "--key",
                        "k",
                        "--executor",
                        "w1",
                        "--priority",
                        "9",
                        "--delay",
                        "90s",
                        "--deadline",
                        "1h",
                        "--on-late",
                        "degrade=pack-fast",
                        "--retries",
                        "0",
                        "--timeout",
                        "5m",
                        "--label",
                        "a=b");
        assertThat(quiet).isEqualTo(new Result(0, ID + "\n", ""));
        assertThat(lastBody())
                .isEqualTo(
                        """
                        {"namespace":"a","type":"pack","payloadBase64":"YWJj","key":"k",\
                        "executor":"w1",\
                        "delayMillis":90000,"onLate":"degrade","cheaper":"pack-fast",\
                        "deadlineMillis":3600000,"timeoutMillis":300000,"priority":9,"attempts":1,\
                        "labels":{"a":"b"}}\
                        """);
        line().typing("from a pipe").run("task", "submit", "pack", "--file", "-");
        assertThat(lastBody()).contains("\"payloadBase64\":\"ZnJvbSBhIHBpcGU=\"");
    }

    @Test
    void a_task_for_each_executor_is_submitted_and_waited_for() {
        String items =
                """
                {"items":[{"executor":"e1","id":"%s","verdict":"accepted"},\
                {"executor":"e2","id":"%s","verdict":"accepted"}]}\
                """
                        .formatted(ID, OTHER);
        server.on("POST /api/v1/tasks/broadcast", items)
                .on("POST /api/v1/tasks/broadcast", items)
                .on("POST /api/v1/tasks/broadcast", items)
                .on("POST /api/v1/tasks/broadcast", "{\"items\":[]}")
                .onStream(
                        "GET /api/v1/tasks/" + ID + "/follow?after=0",
                        event("end", detail("failed")))
                .onStream(
                        "GET /api/v1/tasks/" + OTHER + "/follow?after=0",
                        event("end", detail("succeeded")));
        assertThat(run("task", "submit", "resize", "--each-executor", "--payload", "x").out())
                .isEqualTo(
                        """
                        EXECUTOR  TASK
                        e1        %s
                        e2        %s
                        """
                                .formatted(ID, OTHER));
        assertThat(lastBody())
                .isEqualTo("{\"namespace\":\"default\",\"type\":\"resize\",\"payload\":\"x\"}");
        assertThat(run("task", "submit", "resize", "--each-executor", "--quiet").out())
                .isEqualTo(ID + "\n" + OTHER + "\n");
        assertThat(run("task", "submit", "resize", "--each-executor", "--wait").status())
                .isEqualTo(1);
        assertThat(run("task", "submit", "resize", "--each-executor").out())
                .isEqualTo("No executor has a handler for default/resize at this moment.\n");
    }

    @Test
    void a_payload_that_cannot_be_had_is_a_usage_error() {
        assertThat(run("task", "submit", "a", "--file", "/nowhere"))
                .isEqualTo(
                        new Result(
                                2,
                                "",
                                """
                                stargazer: the file /nowhere cannot be read
                                Correct the value and repeat the command; --help says what it may be.
                                """));
        assertThat(run("task", "submit", "a", "--file", "-", "--payload", "x").status())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void types_are_listed_with_queues_rates_and_ages() {
        server.on("GET /api/v1/task-types", TYPES);
        assertThat(run("task", "types").out())
                .isEqualTo(
                        """
                        TYPE            STATE   QUEUED  RUNNING  WAITING  DEAD  OLDEST  IN/S  OUT/S  FAILED/S  EXECUTORS
                        default/resize  paused    1200        0        3     2   3 min  12.3    0.0       0.5          1
                        """);
        assertThat(line().in(Locale.CHINA).run("task", "types").out()).contains("已暂停");
        assertThat(run("task", "types", "--quiet").out()).isEqualTo("default/resize\n");
    }

    @Test
    void tasks_are_listed_page_by_page() {
        server.on(
                "GET /api/v1/tasks?state=running&namespace=a&type=resize&limit=1&contains=x%20y&after=m",
                "{\"items\":["
                        + item("running", ",\"percent\":40.0")
                        + "],\"next\":\"pending.resize.x\"}");
        Result listed =
                run(
                        "task",
                        "list",
                        "a/resize",
                        "--state",
                        "running",
                        "--limit",
                        "1",
                        "--contains",
                        "x y",
                        "--after",
                        "m");
        assertThat(listed)
                .isEqualTo(
                        new Result(
                                0,
                                """
                                TASK                        TYPE    STATE         SUBMITTED  ATTEMPTS  EXECUTOR  ERROR
                                %s  resize  running 40 %%  3 min ago         2  w1        the disk is full
                                """
                                        .formatted(ID),
                                "There are more: repeat it with --after pending.resize.x\n"));
    }

    @Test
    void a_task_is_shown_with_its_timeline_and_its_lines() {
        server.on("GET /api/v1/tasks/" + ID, detail("running"));
        assertThat(run("task", "show", ID).out())
                .isEqualTo(
                        """
                        %s  default/resize  running
                        submitter  user:admin
                        key        a.png
                        priority   5
                        attempts   2 of 3
                        executor   w1
                        label      for=you
                        payload    {"file":"a.png"} (16 B)
                        error      the disk is full

                        WHEN       TIME      WHAT            ATTEMPT  EXECUTOR  NOTE
                        3 min ago  11:57:00  submitted                          user:admin
                        2 min ago  11:58:00  attempt failed        1  w1        the disk is full
                        1 min ago  11:59:00  dispatched            2  w1

                        reading a.png
                        a?[2J line
                        """
                                .formatted(ID));
        assertThat(run("task", "log", ID).out()).isEqualTo("reading a.png\na?[2J line\n");
    }

    @Test
    void following_prints_each_line_once_over_broken_connections() {
        String follow = "GET /api/v1/tasks/" + ID + "/follow?after=0";
        server.onStream(
                        follow,
                        event("task", detail("running"))
                                + event("note", note(5, 1, "\"one\",\"two\"", "10.0")))
                .onStream(
                        follow,
                        event("task", detail("running"))
                                + event("note", note(5, 1, "\"one\",\"two\",\"three\"", "80.0"))
                                + event("note", note(6, 1, "\"anew\"", "-1"))
                                + event("task", detail("succeeded"))
                                + event("end", detail("succeeded")));
        Result followed = run("task", "log", "-f", ID);
        assertThat(followed.status()).isZero();
        assertThat(followed.out()).isEqualTo("one\ntwo\nthree\nanew\n");
        assertThat(followed.err())
                .contains(ID + " is running: attempt 2, w1\n", "10 % done\n", "80 % done\n")
                .contains("The connection is lost", ID + " is succeeded: attempt 2, w1\n");
    }

    @Test
    void waiting_prints_the_result_and_fails_with_the_task() {
        server.on("POST /api/v1/tasks", RECEIPT)
                .onStream(
                        "GET /api/v1/tasks/" + ID + "/follow?after=0",
                        event("task", detail("failed")) + event("end", detail("failed")))
                .onStream(
                        "GET /api/v1/tasks/" + ID + "/follow?after=0",
                        event(
                                "end",
                                detail("succeeded")
                                        .replace(
                                                "\"result\":{\"bytes\":0,\"text\":\"\"}",
                                                "\"result\":{\"bytes\":2,\"text\":\"42\"}")));
        Result failed = run("task", "submit", "resize", "--wait");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("because the disk is full");
        assertThat(run("task", "submit", "resize", "--wait"))
                .isEqualTo(new Result(0, "42\n", "because the disk is full\n"));
    }

    @Test
    void several_are_cancelled_retried_and_dropped_by_id() {
        server.on("POST /api/v1/tasks/" + ID + "/cancel", 204, "")
                .on("POST /api/v1/tasks/" + OTHER + "/cancel", 204, "")
                .on("POST /api/v1/tasks/" + ID + "/retry", 204, "")
                .on("DELETE /api/v1/tasks/" + ID, 204, "");
        assertThat(run("task", "cancel", ID, OTHER, "--reason", "no").out())
                .isEqualTo("Cancelled %s.\nCancelled %s.\n".formatted(ID, OTHER));
        assertThat(lastBody()).isEqualTo("{\"reason\":\"no\"}");
        assertThat(run("task", "retry", ID, "--quiet").out()).isEqualTo(ID + "\n");
        assertThat(run("task", "dead-letters", "retry", ID).status()).isZero();
        assertThat(run("task", "dead-letters", "drop", ID).out())
                .isEqualTo("Dropped " + ID + ".\n");
        assertThat(run("task", "cancel").status()).isEqualTo(2);
        assertThat(run("task", "cancel", ID, "--type", "a", "-y").status()).isEqualTo(2);
    }

    @Test
    void what_is_done_to_a_whole_type_asks_for_its_name() {
        String path = "POST /api/v1/task-types/default/resize";
        server.on(path + "/cancel", "{\"tasks\":12}")
                .on(path + "/dead-letters/retry", "{\"tasks\":3}")
                .on(path + "/dead-letters/drop", "{\"tasks\":2}");
        assertThat(run("task", "cancel", "--type", "resize").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(run("task", "cancel", "--type", "resize", "-y").out())
                .isEqualTo("Cancelled 12 tasks of default/resize.\n");
        assertThat(
                        line().onTerminal()
                                .typing("default/resize\n")
                                .run("task", "dead-letters", "retry", "--type", "resize")
                                .out())
                .isEqualTo("Tried again: 3 dead letters of default/resize.\n");
        run("task", "dead-letters", "drop", "--type", "resize", "--contains", "disk", "-y");
        assertThat(lastBody()).isEqualTo("{\"contains\":\"disk\"}");
    }

    @Test
    void types_are_paused_resumed_and_limited() {
        String path = "/api/v1/task-types/default/resize";
        server.on("POST " + path + "/pause", 204, "")
                .on("POST " + path + "/resume", 204, "")
                .on("PUT " + path + "/limits", 204, "")
                .on("GET " + path, TYPES.substring(TYPES.indexOf('[') + 1, TYPES.lastIndexOf(']')));
        assertThat(run("task", "pause", "resize").out()).contains("task resume default/resize");
        assertThat(run("task", "resume", "resize").status()).isZero();
        assertThat(run("task", "limits", "resize", "--rate", "5").out())
                .isEqualTo(
                        "default/resize may begin 5 a second, run any number at a time, and have 2000000 pending.\n");
        assertThat(server.requests().get(2).body()).isEqualTo("{\"ratePerSecond\":5}");
    }

    @Test
    void empty_lists_say_what_to_do_next() {
        server.on("GET /api/v1/task-types", "{\"items\":[]}")
                .on(
                        "GET /api/v1/tasks?state=all&namespace=default&limit=50",
                        "{\"items\":[],\"next\":\"\"}")
                .on(
                        "GET /api/v1/tasks?state=dead&namespace=default&limit=50",
                        "{\"items\":[],\"next\":\"\"}");
        assertThat(run("task", "types").out()).contains("stargazer task submit");
        assertThat(run("task", "list").out()).contains("stargazer task submit");
        assertThat(run("task", "dead-letters", "list").out())
                .isEqualTo("No dead letters in default.\n");
    }

    private static String item(String state, String more) {
        return """
        {"id":"%s","namespace":"default","type":"resize","state":"%s","submitter":"user:admin",\
        "submittedAt":"2026-11-20T11:57:00Z","priority":5,"attempts":2,"executor":"w1",\
        "error":"the disk is full","key":"a.png"%s}\
        """
                .formatted(ID, state, more);
    }

    private static String detail(String state) {
        return """
        {"task":%s,"payload":{"bytes":16,"text":"{\\"file\\":\\"a.png\\"}"},\
        "result":{"bytes":0,"text":""},"timeoutMillis":0,"retries":{"attempts":3},\
        "labels":{"for":"you"},"group":"","log":["reading a.png","a\\u001b[2J line"],"timeline":[\
        {"at":"2026-11-20T11:57:00Z","what":"submitted","attempt":0,"executor":"","note":"user:admin"},\
        {"at":"2026-11-20T11:58:00Z","what":"attempt-failed","attempt":1,"executor":"w1",\
        "note":"the disk is full"},\
        {"at":"2026-11-20T11:59:00Z","what":"dispatched","attempt":2,"executor":"w1","note":""}]}\
        """
                .formatted(item(state, ""));
    }

    private static String note(long fence, long from, String lines, String percent) {
        return "{\"fence\":%d,\"from\":%d,\"lines\":[%s],\"percent\":%s}"
                .formatted(fence, from, lines, percent);
    }

    private static String event(String kind, String data) {
        return "event: " + kind + "\ndata: " + data + "\n\n";
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
        return line().run(arguments);
    }
}
