package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.ExecutorLog.Line;
import io.stargazer.api.task.work.Work;
import io.stargazer.api.task.work.Work.Order;
import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.TaskClient.Heard;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-9, TK-10: executors over HTTP, as people see them, order them and ask for their logs. */
@Timeout(60)
class ExecutorDeskTest {

    private static final String EXECUTORS = "/api/v1/task-executors";
    private static final long HOUR_MS = 3_600_000;

    @TempDir static Path folder;
    static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String path(String name, String more) {
        return EXECUTORS + "/default/" + name + more;
    }

    private static JsonNode shown(String name) throws Exception {
        Answer answer = server.get(path(name, ""));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static String state(String name) throws Exception {
        return shown(name).path("executor").path("state").asText();
    }

    private static void order(String name, String verb) throws Exception {
        Answer answer = server.post(path(name, "/" + verb), "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static void refused(Answer answer, int status, String code) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("message").asText()).isNotBlank();
    }

    /** An executor with credit for two attempts that has one. */
    private static Assignment busy(TaskClient worker, Heard<Work> work, TaskType type)
            throws Exception {
        worker.submit(type, TaskServerTest.task("1"));
        return TaskServerTest.assigned(work);
    }

    @Test
    void an_executor_is_shown_with_what_it_handles_and_what_it_has() throws Exception {
        TaskType type = new TaskType("default", "shown");
        try (TaskClient worker = TaskClient.newcomer(server, "shown")) {
            Heard<Work> work = worker.work("one", type, 2);
            Assignment begun = busy(worker, work, type);
            JsonNode executor = shown("one").path("executor");
            assertThat(executor.path("application").asText()).isEqualTo("shown");
            assertThat(executor.path("state").asText()).isEqualTo("working");
            assertThat(executor.path("client").asText()).isEqualTo("test");
            assertThat(Instant.parse(executor.path("since").asText())).isBefore(Instant.now());
            assertThat(executor.path("credit").asInt()).isEqualTo(2);
            assertThat(executor.path("busy").asInt()).isEqualTo(1);
            assertThat(executor.path("types").toString())
                    .isEqualTo("[{\"name\":\"shown\",\"places\":2}]");
            JsonNode attempt = shown("one").path("attempts").path(0);
            assertThat(attempt.path("task").asText()).isEqualTo(begun.request().id().toString());
            assertThat(attempt.path("type").asText()).isEqualTo("shown");
            assertThat(attempt.path("number").asInt()).isEqualTo(1);
            assertThat(attempt.path("fence").asLong()).isEqualTo(begun.fence());
            assertThat(server.get(EXECUTORS + "?namespace=default").json().path("items"))
                    .anyMatch(item -> item.equals(executor));
        }
    }

    @Test
    void an_order_reaches_it_with_who_gave_it_and_it_gets_no_more_until_it_may_go_on()
            throws Exception {
        TaskType type = new TaskType("default", "ordered");
        try (TaskClient worker = TaskClient.newcomer(server, "ordered")) {
            Heard<Work> work = worker.work("two", type, 2);
            busy(worker, work, type);
            order("two", "drain");
            assertThat(work.next()).isEqualTo(new Work.OrderedBy(Order.DRAIN, "user:admin"));
            assertThat(state("two")).isEqualTo("draining");
            worker.submit(type, TaskServerTest.task("2"));
            order("two", "stop");
            assertThat(work.next()).isEqualTo(new Work.OrderedBy(Order.STOP, "user:admin"));
            assertThat(state("two")).isEqualTo("stopping");
            order("two", "restart");
            assertThat(work.next()).isEqualTo(new Work.OrderedBy(Order.RESTART, "user:admin"));
            order("two", "resume");
            assertThat(TaskServerTest.assigned(work)).as("what waited").isNotNull();
            assertThat(work.next()).isEqualTo(new Work.OrderedBy(Order.CONTINUE, "user:admin"));
            assertThat(state("two")).isEqualTo("working");
        }
    }

    @Test
    void an_executor_that_presents_itself_anew_hears_again_what_it_seems_not_to_have_heard()
            throws Exception {
        TaskType type = new TaskType("default", "anew");
        try (TaskClient worker = TaskClient.newcomer(server, "anew")) {
            Heard<Work> first = worker.work("three", type, 2);
            Assignment begun = busy(worker, first, type);
            order("three", "drain");
            Heard<Work> second = worker.work("three", type, 2, begun.held());
            assertThat(second.next()).isEqualTo(new Work.OrderedBy(Order.DRAIN, "user:admin"));
            assertThat(state("three")).isEqualTo("draining");
            HandledType handled = new HandledType(type, 2);
            Heard<Work> third =
                    worker.work(
                            new ExecutorHello("three", List.of(handled), 0, List.of(begun.held())));
            first.awaitEnd();
            second.awaitEnd();
            assertThat(third.next()).isEqualTo(new Work.NothingMore());
            assertThat(state("three")).as("it has heard that").isEqualTo("draining");
            order("three", "restart");
            assertThat(third.next()).isInstanceOf(Work.OrderedBy.class);
            Heard<Work> fourth = worker.work("three", type, 2, begun.held());
            third.awaitEnd();
            assertThat(state("three")).as("it has begun anew").isEqualTo("working");
            assertThat(fourth.isQuiet()).isTrue();
        }
    }

    @Test
    void its_log_is_asked_for_and_told_by_the_clock_of_the_servers() throws Exception {
        TaskType type = new TaskType("default", "logged");
        try (TaskClient worker = TaskClient.newcomer(server, "logged")) {
            Heard<Work> work = worker.work("four", type, 2);
            busy(worker, work, type);
            CompletableFuture<Answer> asked = asking(path("four", "/log?lines=7&after=3"));
            Work.LogWanted wanted = (Work.LogWanted) work.next();
            assertThat(wanted.lines()).isEqualTo(7);
            assertThat(wanted.after()).isEqualTo(3);
            long nowMs = System.currentTimeMillis() + HOUR_MS;
            List<Line> lines = List.of(new Line(4, nowMs - 60_000, "a minute ago"));
            ExecutorLog strange = new ExecutorLog(wanted.question() + 1, nowMs, List.of());
            TaskClient.get(worker.tasks.logged(worker.session, strange));
            TaskClient.get(
                    worker.tasks.logged(
                            worker.session, new ExecutorLog(wanted.question(), nowMs, lines)));
            JsonNode told = asked.get().json();
            assertThat(told.path("clockAheadSeconds").asDouble()).isBetween(3_500.0, 3_601.0);
            JsonNode line = told.path("lines").path(0);
            assertThat(line.path("number").asLong()).isEqualTo(4);
            assertThat(line.path("text").asText()).isEqualTo("a minute ago");
            assertThat(Instant.parse(line.path("at").asText()))
                    .isBetween(Instant.now().minusSeconds(160), Instant.now().minusSeconds(59));
        }
    }

    private static CompletableFuture<Answer> asking(String path) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(server.get(path));
            } catch (Exception failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    @Test
    void one_that_does_not_answer_is_said_to_be_silent() throws Exception {
        TaskType type = new TaskType("default", "silent");
        try (TaskClient worker = TaskClient.newcomer(server, "silent")) {
            Heard<Work> work = worker.work("five", type, 2);
            busy(worker, work, type);
            refused(server.get(path("five", "/log")), 504, "task.executor-silent");
        }
    }

    @Test
    void what_is_not_there_is_refused_and_two_of_a_name_must_be_told_apart() throws Exception {
        refused(server.get(path("nobody", "")), 404, "task.no-executor");
        refused(server.get(path("nobody", "/log")), 404, "task.no-executor");
        refused(server.post(path("nobody", "/drain"), ""), 404, "task.no-executor");
        refused(server.get(path("Odd", "")), 400, "name.illegal");
        refused(server.get(path("nobody", "/log?lines=1001")), 400, "value.illegal");
        TaskType type = new TaskType("default", "twins");
        try (TaskClient left = TaskClient.newcomer(server, "left");
                TaskClient right = TaskClient.newcomer(server, "right")) {
            Heard<Work> ofLeft = left.work("twin", type, 1);
            busy(left, ofLeft, type);
            Heard<Work> ofRight = right.work("twin", type, 1);
            busy(right, ofRight, type);
            refused(server.get(path("twin", "")), 409, "task.executor-ambiguous");
            refused(server.post(path("twin", "/stop"), ""), 409, "task.executor-ambiguous");
            order("twin", "stop?application=right");
            assertThat(ofRight.next()).isInstanceOf(Work.OrderedBy.class);
            assertThat(ofLeft.isQuiet()).isTrue();
        }
    }

    @Test
    void who_may_look_may_not_order_and_who_may_not_look_finds_nothing() throws Exception {
        TaskType type = new TaskType("default", "watched");
        try (TaskClient worker = TaskClient.newcomer(server, "watched")) {
            Heard<Work> work = worker.work("six", type, 1);
            busy(worker, work, type);
            String viewer = server.tokenOf("default", "looker");
            assertThat(server.send("GET", path("six", ""), viewer, "").status()).isEqualTo(200);
            for (String verb : List.of("/drain", "/resume", "/stop", "/restart")) {
                refused(
                        server.send("POST", path("six", verb), viewer, ""),
                        403,
                        "identity.forbidden");
            }
            server.post("/api/v1/namespaces", "{\"name\":\"far\"}");
            String stranger = server.tokenOf("far", "stranger");
            refused(server.send("GET", path("six", ""), stranger, ""), 403, "identity.forbidden");
            assertThat(server.send("GET", EXECUTORS, stranger, "").json().path("items")).isEmpty();
            assertThat(work.isQuiet()).isTrue();
        }
    }
}
