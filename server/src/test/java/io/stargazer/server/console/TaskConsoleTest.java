package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.TaskType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Tasks, schedules and workflows in a real browser (UI-1, TK-2, TK-5, TK-7, TK-9, TK-11). */
class TaskConsoleTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    static final String CARDS_THAT_SCROLL =
            "[...document.querySelectorAll('.card')]"
                    + ".filter(card => card.scrollWidth > card.clientWidth).length";

    @TempDir Path directory;
    private ConsoleServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        Browser.require();
        server = new ConsoleServer(directory);
        browser = new Browser();
        browser.open(server.url("/"));
        browser.find("[name=user]").sendKeys(ConsoleServer.USER);
        browser.find("[name=password]").sendKeys(server.password(), Keys.ENTER);
        browser.await("overview", () -> browser.has("#figures"));
    }

    @AfterEach
    void stop() {
        browser.close();
        server.close();
    }

    @Test
    void a_type_appears_by_itself_is_paused_and_resumed() throws Exception {
        browser.open(server.url("/tasks"));
        assertThat(browser.text("#no-tasks")).contains("No task in default yet");
        submit("resize", "{}");
        browser.await("the type", () -> browser.has("#type-resize"));
        assertThat(browser.text("#type-resize")).contains("no executor");
        browser.find("#pause-resize button").click();
        browser.await("paused", () -> browser.text("#type-resize").contains("paused"));
        browser.find("#resume-resize button").click();
        browser.await("resumed", () -> browser.has("#pause-resize"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_task_is_shown_as_a_timeline_and_cancelled() throws Exception {
        String id = submit("resize", "{\"file\":\"<b>a</b>.png\"}");
        browser.open(server.url("/tasks/default/resize"));
        browser.find("#task-" + id + " a").click();
        browser.await("the task", () -> browser.has("#timeline"));
        assertThat(browser.text("#head")).contains("queued");
        assertThat(browser.text("#task-payload")).contains("<b>a</b>.png");
        browser.find("#cancel-task button").click();
        browser.await("cancelled", () -> browser.text("#head").contains("cancelled"));
        browser.await("its end", () -> browser.text("#timeline").contains("cancelled"));
        browser.open(server.url("/tasks/default/resize/cancelled"));
        assertThat(browser.text("#tasks")).contains(id, "cancelled in the console");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_schedule_fires_while_one_looks_and_leads_to_its_task() throws Exception {
        send("PUT", "/api/v1/schedules/default/tick", "{\"type\":\"tock\",\"everyMillis\":1000}");
        browser.open(server.url("/schedules"));
        browser.await("a fire", () -> browser.has("#schedule-tick a[href^='/task/default/']"));
        browser.find("#pause-tick button").click();
        browser.await("paused", () -> browser.text("#schedule-tick").contains("paused"));
        browser.find("#schedule-tick a[href^='/task/default/']").click();
        browser.await("the task", () -> browser.has("#timeline"));
        assertThat(browser.text("#timeline")).contains("schedule:default/tick");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_workflow_is_drawn() throws Exception {
        send(
                "POST",
                "/api/v1/workflows",
                """
                {"namespace":"default","id":"w-1","input":"[1,2]","steps":[\
                {"name":"split","type":"split","payload":"${input}"},\
                {"name":"merge","type":"merge","payload":"${split}"}]}\
                """);
        browser.open(server.url("/workflows"));
        browser.find("#workflow-w-1 a").click();
        browser.await("the drawing", () -> browser.has("svg.workflow a.step-running"));
        assertThat(browser.text("#steps")).contains("split", "merge", "waiting");
        browser.find("#cancel-workflow button").click();
        browser.await("cancelled", () -> browser.text("#head").contains("cancelled"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void pages_fit_a_phone() throws Exception {
        String id = submit("resize", "x".repeat(3000));
        send("PUT", "/api/v1/schedules/default/tick", "{\"type\":\"tock\",\"everyMillis\":60000}");
        browser.resize(390, 844);
        for (String page :
                new String[] {
                    "/tasks", "/tasks/default/" + RESIZE.name(), "/task/default/" + id, "/schedules"
                }) {
            browser.open(server.url(page));
            assertThat(browser.eval(CARDS_THAT_SCROLL)).as(page).isEqualTo(0L);
        }
    }

    private String submit(String type, String payload) throws Exception {
        String escaped = payload.replace("\"", "\\\"");
        String answer =
                send(
                        "POST",
                        "/api/v1/tasks",
                        "{\"type\":\"%s\",\"payload\":\"%s\"}".formatted(type, escaped));
        return answer.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    private String send(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url(path)))
                        .header("authorization", "Bearer " + server.adminToken())
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
            return answer.body();
        }
    }
}
