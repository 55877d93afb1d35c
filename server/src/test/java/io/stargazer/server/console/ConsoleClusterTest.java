package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console of several servers: pages follow the leader, and show who is there (UI-1, CL-2). */
class ConsoleClusterTest {

    private static final String MEMBERS = "/api/v1/cluster/members";

    @TempDir Path directory;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private ConsoleServer first;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        Browser.require();
        first = new ConsoleServer(directory.resolve("s1"));
        open.push(first);
        browser = new Browser();
        open.push(browser);
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void one_server_says_how_to_survive_its_loss() {
        login(first.url("/cluster"));
        assertThat(browser.text("#servers"))
                .contains("s1", "leader", "running", "127.0.0.1:" + first.port())
                .contains("The loss of any server stops the cluster.");
        assertThat(browser.text("#more-servers")).contains("./stargazer cluster add s2");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void pages_are_found_at_the_address_of_a_follower_and_follow_the_lead() throws Exception {
        StargazerServer second = join("s2");
        StargazerServer third = join("s3");
        login(second.url() + "/cluster");
        assertThat(browser.url()).isEqualTo(first.url("/cluster"));
        browser.await("all", () -> browser.text("#servers").contains("The loss of one server"));
        assertThat(browser.text("#server-s1")).contains("this server", "leader");
        assertThat(browser.text("#server-s3")).contains("follower", "running");
        assertThat(browser.has("#more-servers")).isFalse();
        post("/api/v1/cluster/leader", "s3");
        browser.await("the page of s3", () -> browser.url().startsWith(third.url()));
        browser.await("s3 leads", () -> browser.text("#server-s3").contains("leader"));
        assertThat(browser.url()).endsWith("/cluster");
        open.remove(second);
        second.close();
        browser.await("s2 lost", () -> browser.text("#server-s2").contains("unreachable"));
        assertThat(browser.text("#servers")).contains("The loss of another server stops");
        assertThat(browser.text("#head")).contains("degraded");
    }

    @Test
    void page_whose_server_is_gone_goes_to_another() throws Exception {
        StargazerServer second = join("s2");
        StargazerServer third = join("s3");
        login(first.url("/cluster"));
        open.remove(first);
        first.close();
        browser.await(
                "another page",
                () ->
                        browser.url().startsWith(second.url())
                                || browser.url().startsWith(third.url()));
        browser.await(
                "s1 lost",
                () ->
                        browser.has("#server-s1")
                                && browser.text("#server-s1").contains("unreachable"));
        assertThat(browser.url()).endsWith("/cluster");
    }

    private void login(String url) {
        browser.open(url);
        browser.find("[name=user]").sendKeys(ConsoleServer.USER);
        browser.find("[name=password]").sendKeys(first.password(), Keys.ENTER);
        browser.await("servers", () -> browser.has("#servers"));
    }

    private StargazerServer join(String id) throws Exception {
        String answer = post(MEMBERS, id);
        String token = answer.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        StargazerServer joined =
                StargazerServer.start(
                        ServerConfig.in(directory.resolve(id))
                                .withAddress("127.0.0.1", 0)
                                .withCluster(new ServerConfig.Cluster("", first.url(""), token)),
                        (sentence, cause) -> {
                            throw new IllegalStateException(sentence, cause);
                        });
        open.push(joined);
        browser.await(id + " votes", joined::isReady);
        return joined;
    }

    private String post(String path, String server) throws IOException, InterruptedException {
        return first.postJson(path, "{\"server\":\"" + server + "\"}", first.adminToken());
    }
}
