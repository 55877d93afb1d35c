package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.TaskClient.Heard;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-2, TK-5, TK-9, TK-11: what people see of tasks and do with them, over HTTP. */
@Timeout(60)
class TaskDeskTest {

    private static final String TASKS = "/api/v1/tasks";

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

    @Test
    void a_task_is_submitted_once_for_its_key_and_found_by_its_id() throws Exception {
        String body =
                """
                {"type":"mail","payload":"dear you","key":"letter-1","priority":7,"attempts":2,\
                "labels":{"for":"you"},"delayMillis":3600000,"timeoutMillis":300000,\
                "deadlineMillis":7200000}\
                """;
        JsonNode receipt = server.post(TASKS, body).json();
        assertThat(receipt.path("verdict").asText()).isEqualTo("accepted");
        JsonNode again = server.post(TASKS, body).json();
        assertThat(again.path("verdict").asText()).isEqualTo("known");
        assertThat(again.path("id")).isEqualTo(receipt.path("id"));

        JsonNode detail = task(receipt);
        assertThat(detail.path("task").path("state").asText()).isEqualTo("waiting");
        assertThat(detail.path("task").path("submitter").asText()).isEqualTo("user:admin");
        assertThat(detail.path("task").path("priority").asInt()).isEqualTo(7);
        assertThat(detail.path("payload").path("text").asText()).isEqualTo("dear you");
        assertThat(detail.path("labels").path("for").asText()).isEqualTo("you");
        assertThat(detail.path("timeoutMillis").asLong()).isEqualTo(300_000);
        assertThat(texts(detail.path("timeline"), "what"))
                .containsExactly("submitted", "due", "deadline");
        String id = receipt.path("id").asText();
        assertThat(ids("?type=mail&contains=LETTER-1")).containsExactly(id);
        assertThat(ids("?type=mail&contains=for%3Dyou")).containsExactly(id);
        assertThat(ids("?type=mail&contains=letter-2")).isEmpty();
    }

    @Test
    void what_has_ended_is_found_when_its_type_is_forgotten() throws Exception {
        String id = submit("passing", "x").path("id").asText();
        cancel(id);
        assertThat(send("DELETE", path("passing", "")).status()).isEqualTo(204);
        refused(server.get(path("passing", "")), 404, "task.unknown-type");
        assertThat(task(id).path("task").path("state").asText()).isEqualTo("cancelled");
        assertThat(server.get(TASKS + "/" + id + "?namespace=default").status()).isEqualTo(200);
    }

    @Test
    void lists_go_on_page_by_page_from_what_is_pending_to_what_has_ended() throws Exception {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            submitted.add(submit("pages", "{}").path("id").asText());
        }
        cancel(submitted.get(0));
        cancel(submitted.get(1));
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = server.get(TASKS + "?type=pages&limit=2&after=" + after).json();
            assertThat(page.path("items").size()).isBetween(1, 2);
            seen.addAll(texts(page.path("items"), "id"));
            after = page.path("next").asText();
        } while (!after.isEmpty());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(seen.subList(5, 7)).containsExactly(submitted.get(1), submitted.get(0));
        assertThat(ids("?type=pages&state=cancelled")).hasSize(2);
        assertThat(ids("?type=pages&state=queued")).hasSize(5);
        assertThat(ids("?type=pages&state=running")).isEmpty();
        assertThat(ids("?type=pages&contains=NOT+wanted")).hasSize(2);
    }

    @Test
    void dead_letters_are_tried_again_and_dropped_one_by_one_and_by_what_stands_in_them()
            throws Exception {
        TaskType type = new TaskType("default", "fragile");
        try (TaskClient worker = TaskClient.newcomer(server, "fragile-worker")) {
            Heard<Work> work = worker.work("w1", type, 4);
            String one = fail(worker, work, "the disk is full");
            String other = fail(worker, work, "the net is down");
            assertThat(ids("?type=fragile&state=dead")).containsExactlyInAnyOrder(one, other);
            assertThat(type("fragile").path("deadLetters").asInt()).isEqualTo(2);
            assertThat(bulk("fragile", "dead-letters/drop", "{\"contains\":\"DISK\"}")).isOne();
            refused(server.get(TASKS + "/" + one), 404, "task.unknown");

            assertThat(bulk("fragile", "dead-letters/retry", "{\"contains\":\"disk\"}")).isZero();
            assertThat(bulk("fragile", "dead-letters/retry", "{}")).isOne();
            Assignment again = next(work);
            assertThat(again.request().id()).hasToString(other);
            worker.end(again, new AttemptEnd.Failed("still down", true));
            assertThat(task(other).path("task").path("error").asText()).isEqualTo("still down");
            assertThat(send("DELETE", TASKS + "/" + other).status()).isEqualTo(204);
            refused(send("DELETE", TASKS + "/" + other), 404, "task.unknown");
        }
    }

    @Test
    void a_followed_task_tells_its_states_its_progress_and_its_lines_once() throws Exception {
        TaskType type = new TaskType("default", "talkative");
        try (TaskClient worker = TaskClient.newcomer(server, "talkative-worker");
                HttpClient client = HttpClient.newHttpClient()) {
            Heard<Work> work = worker.work("w1", type, 1);
            String id = submit("talkative", "{}").path("id").asText();
            Assignment attempt = next(work);
            try (Stream<String> lines = follow(client, id)) {
                Iterator<String> events = lines.filter(l -> !l.isEmpty()).iterator();
                assertThat(until(events, "task")).contains("\"state\":\"dispatched\"", "\"w1\"");
                assertThat(ids("?type=talkative&state=dispatched")).containsExactly(id);
                assertThat(ids("?type=talkative&state=running")).isEmpty();
                note(worker, attempt, -1);
                assertThat(until(events, "task")).contains("\"state\":\"running\"", "\"w1\"");
                assertThat(ids("?type=talkative&state=running")).containsExactly(id);
                assertThat(ids("?type=talkative&state=dispatched")).isEmpty();
                note(worker, attempt, 250, "one", "two");
                assertThat(until(events, "note"))
                        .contains("[\"one\",\"two\"]", "\"from\":1", "\"percent\":25.0");
                note(worker, attempt, 500, "three");
                assertThat(until(events, "note")).contains("[\"three\"]", "\"from\":3");
                worker.succeed(attempt, "done");
                assertThat(until(events, "task")).contains("\"state\":\"succeeded\"");
                assertThat(until(events, "end")).contains("\"text\":\"done\"");
                assertThat(events.hasNext()).isFalse();
            }
        }
    }

    @Test
    void what_each_attempt_wrote_is_told_from_its_first_line_on() throws Exception {
        TaskType type = new TaskType("default", "stubborn");
        try (TaskClient worker = TaskClient.newcomer(server, "stubborn-worker");
                HttpClient client = HttpClient.newHttpClient()) {
            Heard<Work> work = worker.work("w1", type, 1);
            String body =
                    "{\"type\":\"stubborn\",\"attempts\":2,\"firstPauseMillis\":0,\"longestPauseMillis\":0}";
            String id = server.post(TASKS, body).json().path("id").asText();
            Assignment first = next(work);
            try (Stream<String> lines = follow(client, id)) {
                Iterator<String> events = lines.filter(l -> !l.isEmpty()).iterator();
                note(worker, first, 100, "one", "two");
                assertThat(skipTo(events, "note")).contains("[\"one\",\"two\"]", "\"from\":1");
                worker.end(first, new AttemptEnd.Failed("not yet", true));
                Assignment second = next(work);
                note(worker, second, 100, "anew");
                assertThat(skipTo(events, "note")).contains("[\"anew\"]", "\"from\":1");
                EndedAttempt last =
                        new EndedAttempt(
                                second.request().id(),
                                second.fence(),
                                "w1",
                                new AttemptEnd.Succeeded(Bytes.EMPTY),
                                List.of("anew", "and done"));
                TaskClient.get(worker.tasks.ended(worker.session, type, List.of(last)));
                assertThat(skipTo(events, "note")).contains("[\"and done\"]", "\"from\":2");
                assertThat(skipTo(events, "end")).contains("\"state\":\"succeeded\"");
            }
        }
    }

    /** The data of the next event of this kind, whatever comes before. */
    private static String skipTo(Iterator<String> lines, String kind) {
        while (!lines.next().equals("event: " + kind)) {
            assertThat(lines.hasNext()).as(kind).isTrue();
        }
        return lines.next();
    }

    @Test
    void a_paused_type_begins_nothing_and_limits_are_changed_one_by_one() throws Exception {
        submit("pausing", "{}");
        assertThat(server.post(path("pausing", "/pause"), "").status()).isEqualTo(204);
        assertThat(ids("?type=pausing&state=paused")).hasSize(1);
        assertThat(type("pausing").path("state").asText()).isEqualTo("paused");
        assertThat(server.post(path("pausing", "/resume"), "").status()).isEqualTo(204);
        assertThat(ids("?type=pausing&state=queued")).hasSize(1);

        put(path("pausing", "/limits"), "{\"ratePerSecond\":5}");
        put(path("pausing", "/limits"), "{\"atOnce\":2}");
        assertThat(type("pausing").path("limits").path("ratePerSecond").asInt()).isEqualTo(5);
        assertThat(type("pausing").path("limits").path("atOnce").asInt()).isEqualTo(2);
        refused(send("DELETE", path("pausing", "")), 409, "task.type-in-use");
        assertThat(bulk("pausing", "cancel", "{\"reason\":\"all of them\"}")).isOne();
        assertThat(send("DELETE", path("pausing", "")).status()).isEqualTo(204);
        refused(server.get(path("pausing", "")), 404, "task.unknown-type");
    }

    @Test
    void what_is_wrong_is_said_with_a_code_and_a_sentence() throws Exception {
        refused(server.post(TASKS, "{\"type\":\"Big\"}"), 400, "name.illegal");
        refused(server.post(TASKS, "{}"), 400, "http.bad-json");
        refused(submitting("\"priority\":10"), 400, "value.illegal");
        refused(submitting("\"payload\":\"a\",\"payloadBase64\":\"YQ==\""), 400, "task.illegal");
        refused(submitting("\"payloadBase64\":\"?\""), 400, "task.illegal");
        refused(submitting("\"onLate\":\"panic\""), 400, "task.illegal");
        refused(submitting("\"onLate\":\"degrade\""), 400, "task.illegal");
        refused(submitting("\"deadlineMillis\":0"), 400, "value.illegal");
        refused(submitting("\"id\":\"x\""), 400, "task.illegal-id");
        refused(submitting("\"namespace\":\"nowhere\""), 404, "identity.unknown-namespace");
        refused(server.get(TASKS + "?state=odd"), 400, "task.illegal-state");
        refused(server.get(TASKS + "?after=odd"), 400, "task.illegal-page");
        refused(server.get(TASKS + "?limit=1001"), 400, "value.illegal");
        refused(server.get(TASKS + "/short"), 400, "task.illegal-id");
        refused(server.get(path("never", "")), 404, "task.unknown-type");
        String ended = submit("ended", "{}").path("id").asText();
        cancel(ended);
        refused(server.post(TASKS + "/" + ended + "/cancel", "{}"), 409, "task.ended");
        refused(server.post(TASKS + "/" + ended + "/retry", ""), 409, "task.not-failed");
        refused(send("DELETE", TASKS + "/" + ended), 409, "task.not-dead");
    }

    @Test
    void who_may_look_may_not_act_and_who_may_not_look_finds_nothing() throws Exception {
        String id = submit("guarded", "{}").path("id").asText();
        String viewer = server.tokenOf("default", "guest");
        assertThat(server.send("GET", TASKS + "/" + id, viewer, "").status()).isEqualTo(200);
        for (String act : List.of("/cancel", "/retry")) {
            refused(
                    server.send("POST", TASKS + "/" + id + act, viewer, "{}"),
                    403,
                    "identity.forbidden");
        }
        refused(
                server.send("POST", TASKS, viewer, "{\"type\":\"guarded\"}"),
                403,
                "identity.forbidden");
        for (String act : List.of("/pause", "/resume", "/cancel", "/dead-letters/retry")) {
            refused(
                    server.send("POST", path("guarded", act), viewer, "{}"),
                    403,
                    "identity.forbidden");
        }
        server.post("/api/v1/namespaces", "{\"name\":\"elsewhere\"}");
        String stranger = server.tokenOf("elsewhere", "stranger");
        refused(server.send("GET", TASKS + "/" + id, stranger, ""), 404, "task.unknown");
        assertThat(server.send("GET", "/api/v1/task-types", stranger, "").json().path("items"))
                .isEmpty();
        refused(server.send("GET", TASKS, stranger, ""), 403, "identity.forbidden");
    }

    private static Answer submitting(String field) throws Exception {
        return server.post(TASKS, "{\"type\":\"wrong\"," + field + "}");
    }

    private static JsonNode submit(String type, String payload) throws Exception {
        String body =
                "{\"type\":\"%s\",\"attempts\":1,\"payloadBase64\":\"%s\"}"
                        .formatted(
                                type,
                                Base64.getEncoder()
                                        .encodeToString(payload.getBytes(StandardCharsets.UTF_8)));
        Answer answer = server.post(TASKS, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Submits a task and has its only attempt fail. */
    private static String fail(TaskClient worker, Heard<Work> work, String error) throws Exception {
        String id = submit("fragile", error).path("id").asText();
        worker.end(next(work), new AttemptEnd.Failed(error, true));
        assertThat(task(id).path("task").path("state").asText()).isEqualTo("dead");
        return id;
    }

    private static Assignment next(Heard<Work> work) throws InterruptedException {
        return ((Work.Assigned) work.next()).assignments().getFirst();
    }

    private static void note(TaskClient worker, Assignment attempt, int perMille, String... lines)
            throws Exception {
        TaskNote note =
                new TaskNote(
                        attempt.type(),
                        attempt.request().id(),
                        attempt.fence(),
                        System.currentTimeMillis(),
                        perMille,
                        List.of(lines));
        TaskClient.get(worker.tasks.report(worker.session, List.of(note)));
    }

    private static Stream<String> follow(HttpClient client, String id) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + server.port()
                                                + TASKS
                                                + "/"
                                                + id
                                                + "/follow"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("authorization", "Bearer " + server.adminToken())
                        .build();
        return client.send(request, BodyHandlers.ofLines()).body();
    }

    /** The data of the next event, which must be of this kind. */
    private static String until(Iterator<String> lines, String kind) {
        String line = lines.next();
        while (line.startsWith(":")) {
            line = lines.next();
        }
        assertThat(line).isEqualTo("event: " + kind);
        return lines.next();
    }

    private static void cancel(String id) throws Exception {
        Answer answer = server.post(TASKS + "/" + id + "/cancel", "{\"reason\":\"not wanted\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static int bulk(String type, String act, String body) throws Exception {
        Answer answer = server.post(path(type, "/" + act), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("tasks").asInt();
    }

    private static void put(String path, String body) throws Exception {
        Answer answer = server.send("PUT", path, server.adminToken(), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static Answer send(String method, String path) throws Exception {
        return server.send(method, path, server.adminToken(), "");
    }

    private static JsonNode type(String name) throws Exception {
        return server.get(path(name, "")).json();
    }

    private static String path(String type, String verb) {
        return "/api/v1/task-types/default/" + type + verb;
    }

    private static JsonNode task(JsonNode receipt) throws Exception {
        return task(receipt.path("id").asText());
    }

    private static JsonNode task(String id) throws Exception {
        return server.get(TASKS + "/" + id).json();
    }

    private static List<String> ids(String query) throws Exception {
        return texts(server.get(TASKS + query).json().path("items"), "id");
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    private static void refused(Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("message").asText()).isNotBlank();
    }
}
