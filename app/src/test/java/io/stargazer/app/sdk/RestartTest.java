package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.api.registry.Registration;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RG-2, RG-7: applications without a server, and when it comes back, be it another one. */
@Timeout(180)
class RestartTest {

    @TempDir Path folder;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, config -> config);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_consumer_that_starts_while_the_server_is_away_calls_from_the_list_on_disk() {
        server.connect("provider").provide("greeter", Greeter.class, name -> "hello " + name);
        Stargazer before = Stargazer.connect(server.options("consumer"));
        assertThat(before.consume("greeter", Greeter.class).greet("you")).isEqualTo("hello you");
        before.close();
        server.stop();
        Stargazer consumer = server.connect(impatient("consumer"));
        assertThat(consumer.isConnected()).isFalse();
        Greeter greeter = consumer.consume("greeter", Greeter.class);
        assertThat(greeter.greet("again")).isEqualTo("hello again");
    }

    @Test
    void a_consumer_that_knows_nothing_starts_without_a_server_and_learns_later() throws Exception {
        server.stop();
        Stargazer consumer = server.connect(impatient("consumer"));
        Greeter greeter = consumer.consume("greeter", Greeter.class);
        assertThatThrownBy(() -> greeter.greet("you"))
                .isInstanceOf(Unavailable.Unreachable.class)
                .hasMessageContaining("default/greeter");
        Stargazer provider = server.connect(impatient("provider"));
        provider.provide("greeter", Greeter.class, name -> "hello " + name);
        server.start();
        ServiceView view = consumer.watch("greeter");
        Eventually.holds("it has learnt", () -> view.registrations().size() == 1);
        assertThat(greeter.greet("you")).isEqualTo("hello you");
    }

    @Test
    void what_is_taken_back_while_the_server_is_away_is_gone_when_it_is_back() throws Exception {
        Stargazer provider = server.connect("provider");
        Provision kept = provider.provide("kept", Greeter.class, name -> name);
        Provision leaving = provider.provide("leaving", Greeter.class, name -> name);
        server.stop();
        Eventually.holds("the connection is lost", () -> !provider.isConnected());
        leaving.close();
        server.start();
        Stargazer watcher = server.connect("watcher");
        ServiceView keeping = watcher.watch("kept");
        ServiceView forgetting = watcher.watch("leaving");
        Eventually.holds("gone", () -> forgetting.registrations().isEmpty());
        assertThat(keeping.registrations())
                .extracting(Registration::instance)
                .containsExactly(kept.instance());
    }

    @Test
    void a_cluster_that_began_anew_is_followed_though_its_revisions_are_smaller() throws Exception {
        Stargazer consumer = server.connect("consumer");
        ServiceView view = consumer.watch("greeter");
        Stargazer provider = server.connect("provider");
        for (int i = 0; i < 20; i++) {
            provider.provide("service-" + i, Greeter.class, name -> name);
        }
        Provision first = provider.provide("greeter", Greeter.class, name -> name);
        Eventually.holds("it is known", () -> view.registrations().size() == 1);
        long revision = view.revision();
        server.stop();
        deleteAll(folder.resolve("data"));
        server.start();
        Provision second = server.connect("second").provide("greeter", Greeter.class, name -> name);
        Eventually.holds(
                "both are known", () -> ids(view).containsAll(List.of(id(first), id(second))));
        assertThat(revision).as("the test tests something").isGreaterThan(10);
    }

    private Options impatient(String application) {
        return server.options(application).withConnectTimeout(Duration.ofMillis(200));
    }

    private static List<String> ids(ServiceView view) {
        return view.registrations().stream().map(known -> known.instance().id()).toList();
    }

    private static String id(Provision provision) {
        return provision.instance().id();
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
