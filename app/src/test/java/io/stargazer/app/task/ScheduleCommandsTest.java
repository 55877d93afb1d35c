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

/** What {@code stargazer task schedule} asks of the server and what it shows (TK-7, UI-2). */
final class ScheduleCommandsTest {

    private static final String PATH = "/api/v1/schedules/default/nightly";
    private static final String ITEM =
            """
            {"namespace":"default","name":"nightly","type":"clean","state":"running",\
            "timing":"30 2 * * *","zone":"Europe/Berlin","misfire":"once","overlap":"allow",\
            "by":"user:admin","fired":41,"skipped":2,"nextAt":"2026-11-21T01:30:00Z",\
            "last":{"fireAt":"2026-11-20T01:30:00Z","at":"2026-11-20T01:30:00.004Z",\
            "task":"01kadrtxmw6m5p8ngc3jv4q2h7"}}\
            """;
    private static final String DETAIL =
            "{\"schedule\":"
                    + ITEM
                    + ",\"payload\":\"all\",\"payloadBytes\":3,"
                    + "\"next\":[\"2026-11-21T01:30:00Z\",\"2026-11-22T01:30:00Z\"]}";

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
    void schedules_are_listed_with_their_last_and_next_times() {
        server.on("GET /api/v1/schedules", "{\"items\":[" + ITEM + "]}");
        assertThat(run("list"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                SCHEDULE         STATE    TIMING      ZONE           TYPE   NEXT     LAST      FIRED  SKIPPED
                                default/nightly  running  30 2 * * *  Europe/Berlin  clean  in 13 h  10 h ago     41        2
                                """,
                                ""));
        assertThat(run("list", "--quiet").out()).isEqualTo("default/nightly\n");
        assertThat(run("list", "--json").out()).contains("\"timing\" : \"30 2 * * *\"");
        assertThat(line().in(Locale.CHINA).run("task", "schedule", "list").out()).contains("运行");
    }

    @Test
    void an_empty_list_says_how_one_is_made() {
        server.on("GET /api/v1/schedules?namespace=a", "{\"items\":[]}");
        assertThat(run("list", "-n", "a").out())
                .isEqualTo(
                        "No schedules yet. Make one: stargazer task schedule put NAME --type TYPE --every 5m\n");
    }

    @Test
    void a_schedule_is_put_with_what_was_said_and_nothing_else() {
        server.on("PUT " + PATH, 204, "")
                .on("GET " + PATH + "?count=1", DETAIL)
                .on("PUT /api/v1/schedules/a/poll", 204, "")
                .on("GET /api/v1/schedules/a/poll?count=1", DETAIL);
        assertThat(put("nightly", "--cron", "30 2 * * *"))
                .isEqualTo(new Result(0, "The schedule default/nightly fires in 13 h.\n", ""));
        assertThat(body(0)).isEqualTo("{\"type\":\"clean\",\"cron\":\"30 2 * * *\"}");
        assertThat(
                        put(
                                "a/poll",
                                "--every",
                                "5m",
                                "--misfire",
                                "skip",
                                "--overlap",
                                "queue",
                                "--payload",
                                "x",
                                "--deadline",
                                "1h",
                                "--retries",
                                "0",
                                "--priority",
                                "7",
                                "--timeout",
                                "90s",
                                "--label",
                                "for=you",
                                "--quiet"))
                .isEqualTo(new Result(0, "a/poll\n", ""));
        assertThat(body(2))
                .isEqualTo(
                        """
                        {"type":"clean","misfire":"skip","overlap":"queue","everyMillis":300000,\
                        "payload":"x","deadlineMillis":3600000,"timeoutMillis":90000,"priority":7,\
                        "attempts":1,"labels":{"for":"you"}}\
                        """);
    }

    @Test
    void every_kind_of_time_can_be_said() {
        server.on("PUT " + PATH, 204, "").on("GET " + PATH + "?count=1", DETAIL);
        put(
                "nightly",
                "--cron",
                "@daily",
                "--zone",
                "UTC",
                "--at-gap",
                "skip",
                "--at-repeat",
                "twice");
        put("nightly", "--pause-between", "10m");
        put("nightly", "--at", "2027-01-01T00:00:00Z");
        assertThat(List.of(body(0), body(2), body(4)))
                .containsExactly(
                        """
                        {"type":"clean","cron":"@daily","zone":"UTC","atGap":"skip",\
                        "atRepeat":"twice"}\
                        """,
                        "{\"type\":\"clean\",\"delayMillis\":600000}",
                        "{\"type\":\"clean\",\"at\":\"2027-01-01T00:00:00Z\"}");
    }

    @Test
    void one_option_says_when_and_the_command_names_its_own() {
        String how =
                """
                stargazer: a schedule has one of --cron, --every, --pause-between and --at; this one has %d
                Correct the value and repeat the command; --help says what it may be.
                """;
        assertThat(put("nightly")).isEqualTo(new Result(2, "", how.formatted(0)));
        assertThat(put("nightly", "--every", "5m", "--cron", "@daily"))
                .isEqualTo(new Result(2, "", how.formatted(2)));
        assertThat(put("nightly", "--every", "soon").status()).isEqualTo(2);
        assertThat(run("put", "nightly", "--every", "5m").err())
                .startsWith("stargazer: --type is missing\n");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void what_the_server_refuses_is_said_in_its_words() {
        server.on(
                "PUT " + PATH,
                400,
                """
                {"code":"schedule.illegal-cron","status":"INVALID_ARGUMENT",\
                "message":"minute '61' is not from 0 to 59"}\
                """);
        Result refused = put("nightly", "--cron", "61 2 * * *");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).startsWith("stargazer: minute '61' is not from 0 to 59\n");
    }

    @Test
    void a_schedule_is_shown_with_its_rules() {
        server.on("GET " + PATH, DETAIL);
        assertThat(run("show", "nightly"))
                .isEqualTo(
                        new Result(
                                0,
                                """
                                default/nightly  running  30 2 * * * Europe/Berlin
                                type         clean
                                misfire      once
                                overlap      allow
                                by           user:admin
                                fired        41
                                passed over  2
                                payload      all
                                last task    01kadrtxmw6m5p8ngc3jv4q2h7
                                """,
                                ""));
        assertThat(run("show", "default/nightly", "--quiet").out()).isEqualTo("default/nightly\n");
        assertThat(run("show", "nightly", "--json").out()).contains("\"payloadBytes\" : 3");
    }

    @Test
    void the_next_times_are_printed() {
        server.on("GET " + PATH + "?count=2", DETAIL)
                .on("GET " + PATH + "?count=10", DETAIL.replaceAll("\"next\":.*", "\"next\":[]}"));
        assertThat(run("next", "nightly", "--count", "2").out())
                .isEqualTo(
                        """
                        2026-11-21T01:30:00Z  in 13 h
                        2026-11-22T01:30:00Z  in 37 h
                        """);
        assertThat(run("next", "nightly", "--count", "2", "--quiet").out())
                .isEqualTo("2026-11-21T01:30:00Z\n2026-11-22T01:30:00Z\n");
        assertThat(run("next", "nightly").out())
                .isEqualTo("It does not fire: it is paused, or over.\n");
        assertThat(run("next", "nightly", "--count", "two").status()).isEqualTo(2);
    }

    @Test
    void schedules_are_paused_resumed_and_deleted() {
        server.on("POST " + PATH + "/pause", 204, "")
                .on("POST " + PATH + "/resume", 204, "")
                .on("DELETE " + PATH, 204, "");
        assertThat(run("pause", "nightly").out())
                .isEqualTo(
                        "The schedule default/nightly does not fire for now. Go on: stargazer task schedule resume default/nightly\n");
        assertThat(run("resume", "nightly").out())
                .isEqualTo("The schedule default/nightly fires again.\n");
        assertThat(run("delete", "nightly").status()).isEqualTo(2);
        assertThat(server.requests()).hasSize(2);
        assertThat(run("delete", "nightly", "-y").out())
                .isEqualTo("Deleted the schedule default/nightly.\n");
        assertThat(
                        line().onTerminal()
                                .typing("nightly\n")
                                .run("task", "schedule", "delete", "nightly")
                                .status())
                .isZero();
    }

    @Test
    void an_unknown_schedule_is_status_3_and_says_where_to_look() {
        String unknown =
                """
                {"code":"schedule.unknown","status":"NOT_FOUND","message":"no schedule default/nightly"}\
                """;
        server.on("GET " + PATH, 404, unknown)
                .on("GET " + PATH + "?count=10", 404, unknown)
                .on("POST " + PATH + "/pause", 404, unknown)
                .on("POST " + PATH + "/resume", 404, unknown)
                .on("DELETE " + PATH, 404, unknown);
        for (String verb : List.of("show", "next", "pause", "resume")) {
            assertThat(run(verb, "nightly")).as(verb).isEqualTo(notThere());
        }
        assertThat(run("delete", "nightly", "-y")).isEqualTo(notThere());
    }

    private static Result notThere() {
        return new Result(
                3,
                "",
                """
                stargazer: no schedule default/nightly
                See what is there: stargazer task schedule list
                """);
    }

    private Result put(String name, String... more) {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"put", name, "--type", "clean"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return run(arguments);
    }

    private String body(int request) {
        return server.requests().get(request).body();
    }

    private CommandLineRun line() {
        return new CommandLineRun(home)
                .with("STARGAZER_SERVER", server.url())
                .with("STARGAZER_TOKEN", "t-0");
    }

    private Result run(String... arguments) {
        String[] whole = new String[arguments.length + 2];
        whole[0] = "task";
        whole[1] = "schedule";
        System.arraycopy(arguments, 0, whole, 2, arguments.length);
        return line().run(whole);
    }
}
