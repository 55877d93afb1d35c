package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.TaskClient.Heard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-11: workflows over HTTP on a real server, their tasks done over RPC. */
@Timeout(60)
class WorkflowServerTest {

    private static final String ALL = "/api/v1/workflows";

    @TempDir static Path folder;
    static RunningServer server;

    private final Deque<Assignment> assigned = new ArrayDeque<>();

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_list_is_split_worked_on_and_merged() throws Exception {
        TaskType type = new TaskType("default", "weave");
        try (TaskClient worker = TaskClient.newcomer(server, "weaver")) {
            Heard<Work> work = worker.work("e1", type, 8);
            assertThat(server.post(ALL, counting("nightly", "weave")).status()).isEqualTo(204);
            Assignment split = next(work);
            assertThat(payload(split)).isEqualTo("a b c");
            assertThat(split.request().options().retry().attempts()).isEqualTo(2);
            worker.succeed(split, "[\"a\",\"b\",\"c\"]");
            for (int i = 0; i < 3; i++) {
                Assignment count = next(work);
                worker.succeed(count, payload(count).toUpperCase(Locale.ROOT));
            }
            Assignment merge = next(work);
            assertThat(payload(merge)).isEqualTo("{\"all\": [\"A\",\"B\",\"C\"]}");
            JsonNode running = server.get(ALL + "/default/nightly").json().path("workflow");
            assertThat(running.path("state").asText()).isEqualTo("running");
            assertThat(running.path("steps").asInt()).isEqualTo(3);
            assertThat(running.path("stepsDone").asInt()).isEqualTo(2);
            worker.succeed(merge, "done");
            assertThat(state("nightly")).isEqualTo("succeeded");
            assertThat(server.send("DELETE", ALL + "/default/nightly", token(), "").status())
                    .isEqualTo(204);
            assertThat(server.get(ALL + "/default/nightly").code()).isEqualTo("workflow.unknown");
        }
    }

    @Test
    void a_branch_that_failed_is_tried_again() throws Exception {
        TaskType type = new TaskType("default", "knit");
        try (TaskClient worker = TaskClient.newcomer(server, "knitter")) {
            Heard<Work> work = worker.work("e1", type, 8);
            server.post(ALL, counting("again", "knit"));
            worker.end(next(work), new AttemptEnd.Failed("no wool", false));
            JsonNode failed = server.get(ALL + "/default/again").json();
            assertThat(failed.at("/workflow/state").asText()).isEqualTo("failed");
            assertThat(failed.at("/workflow/error").asText()).isEqualTo("split: no wool");
            assertThat(failed.at("/steps/0/state").asText()).isEqualTo("failed");
            assertThat(failed.at("/steps/2/needs/0").asText()).isEqualTo("count");
            assertThat(server.post(ALL + "/default/again/retry", "{\"step\":\"split\"}").status())
                    .isEqualTo(204);
            worker.succeed(next(work), "[]");
            Assignment merge = next(work);
            assertThat(payload(merge)).isEqualTo("{\"all\": []}");
            server.post(ALL + "/default/again/cancel", "{\"reason\":\"enough\"}");
            assertThat(state("again")).isEqualTo("cancelled");
            JsonNode cancelled = server.get("/api/v1/tasks?type=knit&state=cancelled").json();
            assertThat(cancelled.path("items").findValuesAsText("id"))
                    .containsExactly(merge.request().id().toString());
        }
    }

    @Test
    void a_step_that_may_fail_lets_the_others_go_on() throws Exception {
        TaskType type = new TaskType("default", "sew");
        try (TaskClient worker = TaskClient.newcomer(server, "tailor")) {
            Heard<Work> work = worker.work("e1", type, 8);
            server.post(
                    ALL,
                    """
                    {"namespace":"default","id":"lenient","steps":[
                      {"name":"iron","type":"sew","onFailure":"continue"},
                      {"name":"button","type":"sew","after":["iron"]}]}
                    """);
            worker.end(next(work), new AttemptEnd.Failed("too hot", false));
            worker.succeed(next(work), "");
            assertThat(state("lenient")).isEqualTo("succeeded");
        }
    }

    @Test
    void bad_requests_are_refused_with_a_sentence() throws Exception {
        assertRefused(
                "{\"namespace\":\"default\",\"id\":\"x\",\"steps\":[{\"type\":\"t\"}]}",
                400,
                "a step has no field 'name'");
        assertRefused(
                "{\"namespace\":\"default\",\"id\":\"x\",\"steps\":"
                        + "[{\"name\":\"a\",\"type\":\"t\",\"after\":[\"a\"]}]}",
                400,
                "wait for each other");
        assertRefused(
                "{\"namespace\":\"default\",\"id\":\"x\",\"steps\":"
                        + "[{\"name\":\"a\",\"type\":\"t\",\"onFailure\":\"explode\"}]}",
                400,
                "'fail' or 'continue'");
        assertRefused(
                "{\"namespace\":\"nowhere\",\"id\":\"x\",\"steps\":"
                        + "[{\"name\":\"a\",\"type\":\"t\"}]}",
                404,
                "nowhere");
        assertThat(server.send("POST", ALL, "", counting("y", "t")).status()).isEqualTo(401);
    }

    @Test
    void the_same_start_again_is_harmless_and_all_are_listed() throws Exception {
        assertThat(server.post(ALL, counting("twice", "idle")).status()).isEqualTo(204);
        assertThat(server.post(ALL, counting("twice", "idle")).status()).isEqualTo(204);
        assertThat(server.post(ALL, counting("twice", "other")).code()).isEqualTo("workflow.taken");

        long thenMs = System.currentTimeMillis();
        while (System.currentTimeMillis() == thenMs) {
            Thread.onSpinWait();
        }
        assertThat(server.post(ALL, counting("later", "idle")).status()).isEqualTo(204);
        JsonNode items = server.get(ALL + "?namespace=default").json().path("items");
        assertThat(items.findValuesAsText("id")).containsSubsequence("later", "twice");
    }

    private static void assertRefused(String body, int status, String sentence) throws Exception {
        Answer answer = server.post(ALL, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
    }

    private static String counting(String id, String type) {
        return """
        {"namespace":"default","id":"%s","input":"a b c","steps":[
          {"name":"split","type":"%s","payload":"${input}","attempts":2},
          {"name":"count","type":"%s","payload":"${item}","forEach":"split"},
          {"name":"merge","type":"%s","payload":"{\\"all\\": ${count}}"}]}
        """
                .formatted(id, type, type, type);
    }

    private Assignment next(Heard<Work> work) throws InterruptedException {
        while (assigned.isEmpty()) {
            if (work.next() instanceof Work.Assigned more) {
                assigned.addAll(more.assignments());
            }
        }
        return assigned.removeFirst();
    }

    private static String payload(Assignment assignment) {
        return new String(assignment.request().payload().toArray(), StandardCharsets.UTF_8);
    }

    private static String state(String id) throws Exception {
        return server.get(ALL + "/default/" + id).json().at("/workflow/state").asText();
    }

    private static String token() {
        return server.adminToken();
    }
}
