package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.registry.Registration;
import io.stargazer.app.JavaProcess;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RG-3, RG-6: processes that are killed or hang, one of few and most of many. */
@Timeout(180)
class LivenessTest {

    private static final Duration PING = Duration.ofMillis(400);
    private static final SessionSettings IMPATIENT =
            new SessionSettings(Duration.ofMillis(300), Duration.ofSeconds(10));

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server =
                new LocalServer(
                        folder,
                        config ->
                                config.withSessions(IMPATIENT)
                                        .withLimits(pingedOften(config.limits())));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_provider_that_is_killed_leaves_after_the_grace() throws Exception {
        ServiceView view = server.connect("watcher").watch("greeter");
        try (JavaProcess provider = provider(1)) {
            Eventually.holds("it is there", () -> ids(view).size() == 1);
            provider.kill();
            Eventually.holds("it has left", () -> ids(view).isEmpty());
        }
    }

    @Test
    void a_provider_that_hangs_leaves_and_comes_back_by_itself() throws Exception {
        ServiceView view = server.connect("watcher").watch("greeter");
        try (JavaProcess provider = provider(1)) {
            Eventually.holds("it is there", () -> ids(view).size() == 1);
            List<String> before = ids(view);
            provider.signal("STOP");
            Eventually.holds("it has left", () -> ids(view).isEmpty());
            provider.signal("CONT");
            Eventually.holds("it is back", () -> ids(view).equals(before));
        }
    }

    @Test
    void when_most_of_a_service_is_lost_at_once_the_list_is_kept_and_calls_go_on()
            throws Exception {
        Stargazer survivor = server.connect("survivor");
        survivor.provide("greeter", Greeter.class, name -> "survivor");
        Stargazer consumer = server.connect("consumer");
        ServiceView view = consumer.watch("greeter");
        Greeter greeter = consumer.consume("greeter", Greeter.class);
        try (JavaProcess others = provider(2)) {
            Eventually.holds("all are there", () -> ids(view).size() == 3);
            others.kill();
        }
        Eventually.holds("the service is protected", view::isProtected);
        assertThat(view.registrations()).hasSize(3);
        assertThat(view.registrations().stream().filter(Registration::isLost)).hasSize(2);
        assertThat(states()).containsExactlyInAnyOrder("running", "suspect", "suspect");
        for (int i = 0; i < 50; i++) {
            assertThat(greeter.greet("you")).isEqualTo("survivor");
        }
        try (JavaProcess newcomers = provider(2)) {
            Eventually.holds("protection has ended", () -> !view.isProtected());
            Eventually.holds("the lost have left", () -> ids(view).size() == 3);
            assertThat(view.registrations()).noneMatch(Registration::isLost);
            assertThat(newcomers.errors()).isEmpty();
        }
    }

    /** Returns once it is registered. */
    private JavaProcess provider(int count) throws IOException {
        JavaProcess process =
                JavaProcess.of(
                        folder,
                        ProviderProcess.class,
                        Map.of(
                                "STARGAZER_SERVERS", server.address(),
                                "STARGAZER_APPLICATION", "greeting",
                                "STARGAZER_SECRET", server.options("greeting").secret()),
                        folder.resolve("provider").toString(),
                        Integer.toString(count));
        assertThat(process.awaitLine()).isEqualTo("offered");
        return process;
    }

    private List<String> states() {
        return server.get("/api/v1/services/default/greeter")
                .json()
                .path("instances")
                .findValuesAsText("state");
    }

    private static List<String> ids(ServiceView view) {
        return view.registrations().stream().map(known -> known.instance().id()).toList();
    }

    private static ServerConfig.Limits pingedOften(ServerConfig.Limits limits) {
        return new ServerConfig.Limits(
                limits.maxBodyBytes(),
                limits.maxFrameBytes(),
                limits.request(),
                limits.silence(),
                PING,
                limits.snapshotEntries());
    }
}
