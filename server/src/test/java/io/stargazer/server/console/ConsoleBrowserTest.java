package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Status;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import io.stargazer.api.registry.MethodCalls.Side;
import io.stargazer.api.registry.ServiceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console in a real browser, on a real server, with real clients (UI-1, UI-6, RG-8, RP-8). */
class ConsoleBrowserTest {

    private static final String CARDS_THAT_SCROLL =
            "[...document.querySelectorAll('.card')]"
                    + ".filter(card => card.scrollWidth > card.clientWidth).length";
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir Path directory;
    private ConsoleServer server;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        Browser.require();
        server = new ConsoleServer(directory);
        browser = new Browser();
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void service_appears_within_a_second_and_leaves_when_its_process_dies() {
        login();
        browser.open(server.url("/services"));
        assertThat(browser.text("#start"))
                .contains("Nothing runs in default yet", "./stargazer demo");
        browser.eval("window.loadedOnce = true");
        try (Applicant applicant = server.applicant("shop", "shop-1")) {
            applicant.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            Duration seen = browser.await("orders", () -> browser.has("#service-orders"));
            assertThat(seen).isLessThan(A_SECOND);
            assertThat(browser.has("#start")).isFalse();
            assertThat(browser.text("#service-orders")).contains("running", "1.2.0");
        }
        browser.await("orders gone", () -> !browser.has("#service-orders .state-running"));
        assertThat(browser.eval("window.loadedOnce")).isEqualTo(true);
        browser.open(server.url("/"));
        assertThat(browser.text("#changes"))
                .contains("orders-1 joined orders", "orders-1 of orders was lost");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void keys_find_what_one_looks_for() {
        login();
        try (Applicant applicant = server.applicant("shop", "shop-1")) {
            applicant.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            browser.type("/");
            browser.type("order");
            browser.await("two hits", () -> browser.text("#found").contains("orders-1"));
            assertThat(browser.text("#found")).contains("service in default");
            browser.type(Keys.ARROW_DOWN, Keys.ENTER);
            browser.await("orders", () -> browser.url().endsWith("/services/default/orders"));
            assertThat(browser.text("#instance-orders-1")).contains("127.0.0.1:9001");
        }
    }

    @Test
    void operator_drains_resumes_and_removes_an_instance() {
        login();
        try (Applicant applicant = server.applicant("shop", "shop-1")) {
            applicant.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            browser.open(server.url("/services/default/orders"));
            browser.find("#drain-orders-1 button").click();
            browser.await("drain", () -> browser.text("#instances").contains("draining"));
            browser.find("#resume-orders-1 button").click();
            browser.await("resume", () -> browser.text("#instances").contains("running"));
            browser.find("#remove-orders-1").click();
            browser.await("dialog", () -> browser.has("dialog[open]"));
            assertThat(browser.text("dialog")).contains("Consumers of orders stop calling it");
            browser.type("orders-1", Keys.ENTER);
            browser.await("gone", () -> browser.has("#gone") && !browser.has("dialog[open]"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void application_is_created_and_its_secret_shown_once() {
        login();
        browser.find("#head button").click();
        browser.await("dialog", () -> browser.has("dialog[open] input[name=name]"));
        browser.type("shop", Keys.ENTER);
        browser.await("secret", () -> browser.has("dialog .secret"));
        browser.find("dialog [data-close]").click();
        browser.open(server.url("/applications"));
        assertThat(browser.text("#application-shop")).contains("shop", "idle", "operator");
    }

    @Test
    void map_and_chart_are_drawn_without_a_complaint() {
        login();
        browser.await("chart", () -> browser.has("[data-chart=lines] canvas"));
        try (Applicant provider = server.applicant("orders-app", "o-1");
                Applicant consumer = server.applicant("web", "w-1")) {
            provider.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            consumer.reportCalls("orders", 120, 3, 60_000);
            browser.open(server.url("/map"));
            browser.await("map", () -> browser.has("[data-chart=map] canvas"));
            browser.await("edge", () -> browser.has("#edge-web-orders"));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void methods_show_how_they_go_at_both_ends() {
        login();
        try (Applicant provider = server.applicant("orders-app", "o-1");
                Applicant consumer = server.applicant("web", "w-1")) {
            provider.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            browser.open(server.url("/services/default/orders"));
            browser.await(
                    "half of the calls fail, and take longer than they are served",
                    () -> {
                        provider.reportMethods(hundredCalls(Side.PROVIDER, 2_000_000, 0));
                        consumer.reportMethods(hundredCalls(Side.CALLER, 4_000_000, 50));
                        return browser.has("#method-place .bad")
                                && browser.text("#method-place").contains("50% 4ms 4ms")
                                && browser.text("#method-place").contains("/s 2ms 2ms");
                    });
            assertThat(browser.find("#method-place .bad").getDomAttribute("title"))
                    .startsWith("FAULTED ");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static MethodCalls hundredCalls(Side side, long nanos, long failed) {
        return new MethodCalls(
                side,
                new ServiceName("default", "orders"),
                "place",
                100,
                failed == 0 ? List.of() : List.of(new FailureCount(Status.FAULTED, failed)),
                100 * nanos,
                nanos,
                List.of(new DurationCount(LatencyScale.bucket(nanos), 100)));
    }

    @Test
    void nothing_is_wider_than_a_phone() {
        login();
        try (Applicant applicant = server.applicant("shop", "shop-1")) {
            applicant.register("orders", Instance.of("orders-1", "1.2.0", "127.0.0.1:9001"));
            applicant.reportMethods(hundredCalls(Side.PROVIDER, 2_000_000, 0));
            browser.resize(375, 800);
            for (String page :
                    new String[] {
                        "/",
                        "/services",
                        "/services/default/orders",
                        "/map",
                        "/applications",
                        "/cluster"
                    }) {
                browser.open(server.url(page));
                assertThat(browser.eval("document.documentElement.scrollWidth"))
                        .as(page)
                        .isEqualTo(375L);
                assertThat(browser.eval(CARDS_THAT_SCROLL)).as(page).isEqualTo(0L);
            }
            assertThat(browser.find("#side").isDisplayed()).isFalse();
            browser.find("[data-menu]").click();
            browser.await("menu", () -> browser.find("#side").isDisplayed());
        }
    }

    @Test
    void theme_follows_the_system_until_somebody_chooses() {
        browser.setSystemTheme("dark");
        login();
        assertThat(theme()).isEqualTo("dark");
        browser.setSystemTheme("light");
        browser.await("light", () -> theme().equals("light"));
        browser.find("[data-theme-toggle]").click();
        assertThat(theme()).isEqualTo("dark");
        browser.open(server.url("/cluster"));
        assertThat(theme()).isEqualTo("dark");
    }

    @Test
    void everything_turns_chinese_and_stays_so() {
        login();
        browser.find("[data-language=zh]").click();
        browser.await("zh", () -> browser.eval("document.documentElement.lang").equals("zh"));
        browser.open(server.url("/services"));
        assertThat(browser.text("main")).contains("服务", "还没有运行任何服务");
        browser.find("[data-language=en]").click();
        browser.await("en", () -> browser.text("main").contains("Nothing runs"));
    }

    @Test
    void lost_connection_is_said_and_heals_by_itself() throws Exception {
        login();
        assertThat(browser.find("#lost").isDisplayed()).isFalse();
        restart(() -> browser.find("#lost").isDisplayed());
        browser.await("healed", () -> !browser.find("#lost").isDisplayed());
        browser.await("live", () -> browser.has("#figures .spark"));
    }

    @Test
    void ended_login_leads_to_the_login_page_and_back() throws Exception {
        login();
        browser.open(server.url("/cluster"));
        String password = server.password();
        browser.eval("fetch('/logout', {method: 'POST'}).then(() => window.out = true)");
        browser.await("log out", () -> Boolean.TRUE.equals(browser.eval("window.out")));
        restart(() -> browser.find("#lost").isDisplayed());
        browser.await("login page", () -> browser.url().contains("/login?to=%2Fcluster"));
        login(password);
        assertThat(browser.url()).endsWith("/cluster");
    }

    private void restart(BooleanSupplier noticed) throws Exception {
        int port = server.port();
        server.close();
        browser.await("loss", noticed);
        server = new ConsoleServer(directory, port);
    }

    private void login() {
        browser.open(server.url("/"));
        login(server.password());
    }

    private void login(String password) {
        browser.find("[name=user]").sendKeys(ConsoleServer.USER);
        browser.find("[name=password]").sendKeys(password, Keys.ENTER);
        browser.await("overview", () -> browser.has("#figures"));
    }

    private String theme() {
        return String.valueOf(browser.eval("document.documentElement.dataset.bsTheme"));
    }
}
