package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Executors in a real browser (UI-1, TK-9, TK-10). */
class ExecutorConsoleTest {

    private static final ExecutorHello ONE =
            new ExecutorHello(
                    "one",
                    List.of(new HandledType(new TaskType("default", "resize"), 4)),
                    6,
                    List.of());

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
    void an_executor_appears_by_itself_is_drained_and_resumed() throws Exception {
        browser.open(server.url("/executors"));
        assertThat(browser.text("#no-executors")).contains("No executor in default");
        try (Applicant shop = server.applicant("shop", "s-1")) {
            shop.execute(ONE);
            browser.await("the executor", () -> browser.has("#executor-one"));
            assertThat(browser.text("#executor-one"))
                    .contains("working", "shop", "test-host pid 4711", "0 of 6", "resize × 4");
            browser.find("#drain-one button").click();
            browser.await("draining", () -> browser.text("#executor-one").contains("draining"));
            browser.find("#resume-one button").click();
            browser.await("working", () -> browser.has("#drain-one"));
            browser.find("#executor-one a").click();
            browser.await("its page", () -> browser.has("#executor-attempts"));
            assertThat(browser.text("#executor-attempts")).contains("Nothing at the moment");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void to_stop_one_its_name_is_typed_and_its_log_is_shown() throws Exception {
        try (Applicant shop = server.applicant("shop", "s-1")) {
            shop.execute(ONE, "connected to the leader", "<b>resize</b> began");
            browser.open(server.url("/executors"));
            browser.await("the executor", () -> browser.has("#executor-one"));
            browser.open(server.url("/executors/default/shop/one"));
            browser.find("#log-one").click();
            browser.await("its log", () -> browser.has("#executor-log pre"));
            assertThat(browser.text("#executor-log"))
                    .contains("connected to the leader", "<b>resize</b> began");
            browser.find("#executor-log [data-close]").click();
            browser.find("#stop-one").click();
            browser.await("a question", () -> browser.has("#dialog [name=typed]"));
            assertThat(browser.text("#dialog")).contains("Stop the executor one?", "0 attempts");
            browser.find("#dialog [name=typed]").sendKeys("one", Keys.ENTER);
            browser.await("stopping", () -> browser.text("#head").contains("stopping"));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void what_an_attempt_tells_appears_on_the_page_of_its_task_by_itself() throws Exception {
        String receipt =
                server.postJson("/api/v1/tasks", "{\"type\":\"resize\"}", server.adminToken());
        String id = receipt.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
        browser.open(server.url("/task/default/" + id));
        assertThat(browser.text("#head")).contains("queued");
        try (Applicant shop = server.applicant("shop", "s-1")) {
            shop.execute(ONE);
            browser.await("its line", () -> browser.has("#task-log"));
            assertThat(browser.text("#task-log")).contains("half <there>");
            browser.await("progress", () -> browser.text("#task-facts").contains("50"));
            browser.open(server.url("/executors/default/shop/one"));
            browser.await("the attempt", () -> browser.has("#attempt-" + id));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_pages_fit_a_phone() throws Exception {
        try (Applicant shop = server.applicant("shop", "s-1")) {
            shop.execute(ONE);
            browser.resize(390, 844);
            browser.open(server.url("/executors"));
            browser.await("the executor", () -> browser.has("#executor-one"));
            assertThat(browser.eval(TaskConsoleTest.CARDS_THAT_SCROLL)).isEqualTo(0L);
            browser.open(server.url("/executors/default/shop/one"));
            assertThat(browser.eval(TaskConsoleTest.CARDS_THAT_SCROLL)).isEqualTo(0L);
        }
    }
}
