package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.server.RunningServer.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-7: schedules over HTTP, and each time fired once through restarts of the server. */
@Timeout(90)
class ScheduleServerTest {

    private static final String SCHEDULES = "/api/v1/schedules";
    private static final String TICK = SCHEDULES + "/default/tick";

    @TempDir Path folder;

    @Test
    void every_time_is_fired_once_though_the_server_is_restarted_again_and_again()
            throws Exception {
        List<Long> times = new ArrayList<>();
        for (int start = 1; start <= 3; start++) {
            try (RunningServer server = RunningServer.start(folder, config -> config)) {
                if (start == 1) {
                    put(
                            server,
                            TICK,
                            "{\"type\":\"tock\",\"everyMillis\":1000,\"misfire\":\"all\"}");
                }
                int wanted = 2 * start;
                await(() -> schedule(server).path("fired").asInt() >= wanted);
                times = fireTimes(server);
            }
        }
        assertThat(times).hasSizeGreaterThanOrEqualTo(6).doesNotHaveDuplicates();
        List<Long> ordered = List.copyOf(new TreeSet<>(times));
        for (int i = 1; i < ordered.size(); i++) {
            assertThat(ordered.get(i) - ordered.get(i - 1)).isEqualTo(1000);
        }
    }

    /** From the keys of the tasks, after having looked that none was submitted before its time. */
    private static List<Long> fireTimes(RunningServer server) throws Exception {
        List<Long> times = new ArrayList<>();
        for (JsonNode task :
                server.get("/api/v1/tasks?type=tock&limit=1000").json().path("items")) {
            String key = task.path("key").asText();
            Instant time = Instant.parse(key.substring("schedule/tick/".length()));
            assertThat(Instant.parse(task.path("submittedAt").asText())).isAfterOrEqualTo(time);
            times.add(time.toEpochMilli());
        }
        return times;
    }

    @Test
    void schedules_are_made_shown_paused_and_deleted() throws Exception {
        try (RunningServer server = RunningServer.start(folder, config -> config)) {
            String nightly = SCHEDULES + "/default/nightly";
            put(
                    server,
                    nightly,
                    """
                    {"type":"clean","payload":"all","cron":"30 2 * * *","zone":"Europe/Berlin",\
                    "misfire":"skip","overlap":"queue"}\
                    """);
            JsonNode shown = server.get(nightly + "?count=3").json();
            assertThat(shown.path("schedule").path("state").asText()).isEqualTo("running");
            assertThat(shown.path("schedule").path("timing").asText()).isEqualTo("30 2 * * *");
            assertThat(shown.path("schedule").path("zone").asText()).isEqualTo("Europe/Berlin");
            assertThat(shown.path("schedule").path("misfire").asText()).isEqualTo("skip");
            assertThat(shown.path("schedule").path("overlap").asText()).isEqualTo("queue");
            assertThat(shown.path("payload").asText()).isEqualTo("all");
            assertThat(shown.path("next")).hasSize(3);
            assertThat(server.post(nightly + "/pause", "").status()).isEqualTo(204);
            JsonNode listed = server.get(SCHEDULES + "?namespace=default").json();
            assertThat(listed.path("items").path(0).path("state").asText()).isEqualTo("paused");
            assertThat(listed.path("items").path(0).has("nextAt")).isFalse();
            assertThat(server.post(nightly + "/resume", "").status()).isEqualTo(204);
            assertThat(server.send("DELETE", nightly, server.adminToken(), "").status())
                    .isEqualTo(204);
            refused(server.get(nightly), 404, "schedule.unknown");
        }
    }

    @Test
    void what_is_wrong_with_a_schedule_is_said() throws Exception {
        try (RunningServer server = RunningServer.start(folder, config -> config)) {
            String cron = "{\"type\":\"a\",\"cron\":\"%s\",\"zone\":\"%s\"}";
            refused(
                    making(server, cron.formatted("61 * * * *", "UTC")),
                    400,
                    "schedule.illegal-cron");
            refused(
                    making(server, cron.formatted("* * * * *", "Mars/Ares")),
                    400,
                    "schedule.unknown-zone");
            refused(making(server, cron.formatted("0 0 30 2 ?", "UTC")), 400, "schedule.never");
            refused(making(server, "{\"type\":\"a\"}"), 400, "schedule.illegal");
            refused(
                    making(server, "{\"type\":\"a\",\"everyMillis\":5000,\"delayMillis\":1000}"),
                    400,
                    "schedule.illegal");
            refused(making(server, "{\"type\":\"a\",\"everyMillis\":1}"), 400, "value.illegal");
            refused(making(server, "{\"type\":\"a\",\"at\":\"soon\"}"), 400, "schedule.illegal");
            refused(
                    making(server, "{\"type\":\"a\",\"at\":\"2020-01-01T00:00:00Z\"}"),
                    400,
                    "schedule.never");
            refused(
                    making(server, "{\"type\":\"a\",\"everyMillis\":5000,\"overlap\":\"odd\"}"),
                    400,
                    "schedule.illegal");
            refused(server.post(TICK + "/pause", ""), 404, "schedule.unknown");
        }
    }

    private static Answer making(RunningServer server, String body) throws Exception {
        return server.send("PUT", TICK, server.adminToken(), body);
    }

    private static void put(RunningServer server, String path, String body) throws Exception {
        Answer answer = server.send("PUT", path, server.adminToken(), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static JsonNode schedule(RunningServer server) throws Exception {
        return server.get(TICK).json().path("schedule");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void refused(Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }
}
