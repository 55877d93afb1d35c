package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient;
import io.stargazer.server.TaskClient.Heard;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one does to tasks on the pages of the console, as a program sees it (TK-5, TK-11, UI-1). */
@Timeout(120)
class TaskActsTest {

    @TempDir private static Path directory;
    private static ConsoleServer server;
    private static String cookie;

    @BeforeAll
    static void start() throws Exception {
        server = new ConsoleServer(directory);
        cookie = server.cookie();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void dead_letters_are_tried_again_and_dropped_once_the_name_of_their_type_is_typed()
            throws Exception {
        try (TaskClient worker = worker("fragile-worker")) {
            Heard<Work> work = worker.work("w1", new TaskType("default", "fragile"), 1);
            String id = submit("{\"type\":\"fragile\",\"attempts\":1}");
            fail(worker, next(work));
            assertThat(page("/tasks/default/fragile")).contains("retry-dead", "drop-dead");
            assertThat(page("/console/dialogs/drop-dead-letters?ns=default&type=fragile"))
                    .contains("pattern=\"fragile\"");
            for (String act : new String[] {"retry-dead-letters", "drop-dead-letters"}) {
                HttpResponse<String> refused =
                        act(act, Map.of("ns", "default", "type", "fragile", "typed", "fragil"));
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(refused.body()).contains("nothing was done");
            }
            Map<String, String> typed =
                    Map.of("ns", "default", "type", "fragile", "typed", "fragile");
            done("retry-dead-letters", typed);
            Assignment again = next(work);
            assertThat(again.request().id()).hasToString(id);
            fail(worker, again);
            done("drop-dead-letters", typed);
            assertThat(page("/tasks/default/fragile")).doesNotContain("drop-dead");
            assertThat(page("/task/default/" + id)).doesNotContain("id=\"task-acts\"");
        }
    }

    @Test
    void a_task_has_the_acts_that_its_state_allows() throws Exception {
        try (TaskClient worker = worker("moody-worker")) {
            Heard<Work> work = worker.work("w1", new TaskType("default", "moody"), 1);
            String id = submit("{\"type\":\"moody\",\"attempts\":1}");
            Assignment attempt = next(work);
            assertThat(page("/task/default/" + id))
                    .contains("id=\"cancel-task\"")
                    .doesNotContain("id=\"retry-task\"", "id=\"drop-task\"");
            fail(worker, attempt);
            assertThat(page("/task/default/" + id))
                    .contains("id=\"retry-task\"", "id=\"drop-task\"")
                    .doesNotContain("id=\"cancel-task\"");
            Map<String, String> task = Map.of("ns", "default", "id", id);
            done("retry-task", task);
            Assignment again = next(work);
            assertThat(again.request().id()).hasToString(id);
            fail(worker, again);
            done("drop-task", task);
            assertThat(page("/task/default/" + id)).doesNotContain("id=\"task-acts\"");
        }
    }

    @Test
    void who_may_only_look_sees_no_acts() throws Exception {
        String id = submit("{\"type\":\"guarded\"}");
        String viewer = viewerCookie();
        for (String page :
                new String[] {"/task/default/" + id, "/tasks/default/guarded", "/tasks"}) {
            assertThat(page(page)).as(page).contains("/console/acts/");
            assertThat(server.get(page, "cookie", viewer).body())
                    .as(page)
                    .contains("guarded")
                    .doesNotContain("/console/acts/");
        }
    }

    @Test
    void a_workflow_that_was_cancelled_goes_on_from_a_step() throws Exception {
        submitted(
                "/api/v1/workflows",
                "{\"namespace\":\"default\",\"id\":\"w-1\",\"steps\":"
                        + "[{\"name\":\"split\",\"type\":\"nobody\"}]}");
        assertThat(page("/workflows/default/w-1")).doesNotContain("id=\"retry-split\"");
        done("cancel-workflow", Map.of("ns", "default", "id", "w-1"));
        assertThat(page("/workflows/default/w-1"))
                .contains("id=\"retry-split\"")
                .doesNotContain("id=\"cancel-workflow\"");
        done("retry-step", Map.of("ns", "default", "id", "w-1", "step", "split"));
        assertThat(page("/workflows/default/w-1")).contains("id=\"cancel-workflow\"");
    }

    private static String viewerCookie() throws Exception {
        String made =
                submitted(
                        "/api/v1/applications",
                        "{\"namespace\":\"default\",\"name\":\"guest\",\"role\":\"viewer\"}");
        String secret = made.replaceAll(".*\"secret\":\"([^\"]+)\".*", "$1");
        String answer =
                server.postJson(
                        "/api/v1/login",
                        "{\"application\":\"default/guest\",\"secret\":\"%s\"}".formatted(secret));
        return "stargazer=" + answer.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
    }

    private static TaskClient worker(String name) throws Exception {
        return TaskClient.through(server.port(), name, "a-secret-of-" + name, "s-" + name);
    }

    private static Assignment next(Heard<Work> work) throws InterruptedException {
        return ((Work.Assigned) work.next()).assignments().getFirst();
    }

    private static void fail(TaskClient worker, Assignment attempt) throws Exception {
        worker.end(attempt, new AttemptEnd.Failed("the disk is full", true));
    }

    private static String submit(String task) throws Exception {
        return submitted("/api/v1/tasks", task).replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    private static String submitted(String path, String json) throws Exception {
        return server.postJson(path, json, server.adminToken());
    }

    private static String page(String path) throws Exception {
        return server.get(path, "cookie", cookie).body();
    }

    private static void done(String act, Map<String, String> form) throws Exception {
        HttpResponse<String> answer = act(act, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private static HttpResponse<String> act(String act, Map<String, String> form) throws Exception {
        return server.post(
                "/console/acts/" + act, form, "cookie", cookie, "origin", server.url(""));
    }
}
