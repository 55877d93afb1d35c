package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.JavaProcess;
import io.stargazer.app.Main;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.HttpAnswer;
import io.stargazer.app.serve.ServerRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TK-7: servers are killed with -9 while a schedule fires each second; then its tasks tell each
 * second once. What is late is fired, too, so that a slow machine makes no difference.
 */
@Timeout(300)
class KilledSchedulesTest {

    private static final String SCHEDULE = "/api/v1/schedules/default/tick";
    private static final String EACH_SECOND =
            "{\"type\":\"tick\",\"everyMillis\":1000,\"misfire\":\"all\"}";

    @TempDir Path folder;

    /** Of whoever leads, as the administrator. */
    private interface Leader {
        HttpAnswer request(String method, String path, String body);
    }

    @Test
    void every_second_is_fired_once_although_the_leader_is_killed() throws Exception {
        try (ProcessCluster cluster = new ProcessCluster(folder)) {
            Leader leader = cluster::request;
            leader.request("PUT", SCHEDULE, EACH_SECOND);
            awaitFires(leader, 1);
            cluster.kill("s1");
            awaitFires(leader, times(leader).size() + 2);
            requireEachSecondOnce(leader);
        }
    }

    @Test
    void every_second_is_fired_once_although_the_only_server_is_killed() throws Exception {
        JavaProcess first = server(0);
        try (first) {
            String url = first.awaitUrl();
            Leader leader = administrator(url);
            leader.request("PUT", SCHEDULE, EACH_SECOND);
            awaitFires(leader, 1);
            first.kill();
            try (JavaProcess second = server(Integer.parseInt(url.replaceAll(".*:", "")))) {
                assertThat(second.awaitUrl()).isEqualTo(url);
                awaitFires(leader, times(leader).size() + 2);
                requireEachSecondOnce(leader);
            }
        }
    }

    private JavaProcess server(int port) throws IOException {
        return JavaProcess.of(
                folder,
                Main.class,
                Map.of(ServerRun.PASSWORD_VARIABLE, LocalCluster.PASSWORD),
                "server",
                "--data-dir",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port));
    }

    private static Leader administrator(String url) {
        String login = "{\"user\":\"admin\",\"password\":\"%s\"}".formatted(LocalCluster.PASSWORD);
        String token =
                HttpAnswer.to("POST", url + "/api/v1/login", "", login)
                        .json()
                        .path("token")
                        .asText();
        return (method, path, body) -> HttpAnswer.to(method, url + path, token, body);
    }

    private static void awaitFires(Leader leader, int count) {
        Eventually.holds(count + " fires", () -> times(leader).size() >= count);
    }

    /** Nobody does these tasks: all that were ever submitted are there. */
    private static void requireEachSecondOnce(Leader leader) {
        leader.request("POST", SCHEDULE + "/pause", "{}");
        List<Instant> times = times(leader);
        Instant firstTime = times.getFirst();
        List<Instant> expected = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            expected.add(firstTime.plusSeconds(i));
        }
        assertThat(times).isEqualTo(expected);
        JsonNode schedule = leader.request("GET", SCHEDULE, "").json().path("schedule");
        assertThat(schedule.path("fired").asInt()).isEqualTo(times.size());
        assertThat(schedule.path("skipped").asInt()).isZero();
    }

    /** The times for which there are tasks, earliest first. */
    private static List<Instant> times(Leader leader) {
        List<Instant> times = new ArrayList<>();
        leader.request("GET", "/api/v1/tasks?type=tick&limit=1000", "")
                .json()
                .path("items")
                .forEach(task -> times.add(time(task.path("key").asText())));
        times.sort(null);
        return times;
    }

    private static Instant time(String key) {
        return Instant.parse(key.substring(key.lastIndexOf('/') + 1));
    }
}
