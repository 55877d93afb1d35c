package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.Selector;
import io.stargazer.sdk.Offering;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service from its first registration to its last, over real sockets: ID-1, ID-2, RG-1, RG-2,
 * RG-3, RG-5, RG-7, RG-8, RP-1, RP-2, RP-4.
 */
class ServiceLifeTest {

    private static final String SECRET = "a secret of some length";

    @TempDir Path folder;
    private StargazerServer server;

    /** A contract. */
    public interface Greeter {
        String greet(String name);
    }

    @BeforeEach
    void start() throws Exception {
        server = StargazerServer.start(config(0), (sentence, cause) -> {});
        server.bootstrap("admin", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void watcher_hears_who_comes_and_who_goes() throws Exception {
        try (Stargazer provider = connect("greeting");
                Stargazer consumer = connect("shop")) {
            BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
            consumer.watch("greeter").onChange(view -> seen.add(ids(view)));
            assertThat(next(seen)).isEmpty();
            Provision offered = provider.provide("greeter", Greeter.class, name -> name);
            assertThat(next(seen)).containsExactly(offered.instance().id());
            offered.close();
            assertThat(next(seen)).isEmpty();
        }
    }

    @Test
    void what_a_process_offered_leaves_with_it() throws Exception {
        try (Stargazer consumer = connect("shop")) {
            BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
            Stargazer provider = connect("greeting");
            provider.provide("greeter", Greeter.class, name -> name);
            consumer.watch("greeter").onChange(view -> seen.add(ids(view)));
            assertThat(next(seen)).hasSize(1);
            provider.close();
            assertThat(next(seen)).isEmpty();
        }
    }

    @Test
    void consumer_calls_only_the_versions_it_accepts() {
        try (Stargazer old = connect("greeting");
                Stargazer fresh = connect("greeting");
                Stargazer consumer = connect("shop")) {
            old.provide("greeter", Greeter.class, name -> "9", Offering.version("9"));
            fresh.provide("greeter", Greeter.class, name -> "10", Offering.version("10"));
            Selector newest = new Selector(">=9.1", List.of());
            Greeter greeter = consumer.consume("greeter", Greeter.class, newest);
            for (int i = 0; i < 20; i++) {
                assertThat(greeter.greet("you")).isEqualTo("10");
            }
        }
    }

    @Test
    void calls_go_on_while_the_server_is_away_and_offers_come_back_with_it() throws Exception {
        try (Stargazer provider = connect("greeting");
                Stargazer consumer = connect("shop")) {
            provider.provide("greeter", Greeter.class, name -> "Hello, " + name);
            Greeter greeter = consumer.consume("greeter", Greeter.class);
            assertThat(greeter.greet("one")).isEqualTo("Hello, one");
            int port = server.port();
            server.close();
            assertThat(greeter.greet("two")).isEqualTo("Hello, two");
            server = StargazerServer.start(config(port), (sentence, cause) -> {});
            await(consumer::isConnected);
            assertThat(greeter.greet("three")).isEqualTo("Hello, three");
        }
    }

    @Test
    void process_that_starts_while_no_server_answers_calls_what_it_last_knew() {
        try (Stargazer provider = connect("greeting")) {
            provider.provide("greeter", Greeter.class, name -> "Hello, " + name);
            try (Stargazer consumer = connect("shop")) {
                assertThat(consumer.watch("greeter").registrations()).hasSize(1);
            }
            server.close();
            Options alone = options("shop").withConnectTimeout(Duration.ofMillis(200));
            try (Stargazer consumer = Stargazer.connect(alone)) {
                assertThat(consumer.isConnected()).isFalse();
                assertThat(consumer.consume("greeter", Greeter.class).greet("disk"))
                        .isEqualTo("Hello, disk");
            }
        }
    }

    @Test
    void service_is_called_with_curl_and_appears_on_the_map() throws Exception {
        try (Stargazer provider = connect("greeting");
                Stargazer consumer = connect("shop")) {
            provider.provide("greeter", Greeter.class, name -> "Hello, " + name);
            assertThat(http("POST", "/rpc/greeter/greet", "[\"curl\"]"))
                    .isEqualTo("\"Hello, curl\"");
            assertThat(http("POST", "/rpc/greeter/greet", "{\"name\":\"curl\"}"))
                    .isEqualTo("\"Hello, curl\"");
            consumer.consume("greeter", Greeter.class).greet("map");
            await(() -> http("GET", "/api/v1/map", "").contains("\"application:default/shop\""));
        }
    }

    @Test
    void drained_instance_gets_no_new_calls() throws Exception {
        try (Stargazer first = connect("greeting");
                Stargazer second = connect("greeting");
                Stargazer consumer = connect("shop")) {
            Provision one = first.provide("greeter", Greeter.class, name -> "one");
            second.provide("greeter", Greeter.class, name -> "two");
            Greeter greeter = consumer.consume("greeter", Greeter.class);
            http(
                    "PUT",
                    "/api/v1/services/default/greeter/instances/" + one.instance().id(),
                    "{\"weight\":0}");
            await(() -> drained(consumer.watch("greeter")) == 1);
            for (int i = 0; i < 20; i++) {
                assertThat(greeter.greet("you")).isEqualTo("two");
            }
        }
    }

    @Test
    void wrong_secret_is_refused_with_a_sentence() {
        connect("shop").close();
        Options wrong =
                Options.of(address(), "shop", "another secret entirely")
                        .withCacheDirectory(folder.resolve("wrong"));
        assertThatThrownBy(() -> Stargazer.connect(wrong))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("its secret is wrong");
    }

    private static List<String> ids(ServiceView view) {
        return view.registrations().stream().map(r -> r.instance().id()).toList();
    }

    private static long drained(ServiceView view) {
        return view.registrations().stream()
                .map(Registration::instance)
                .mapToInt(Instance::weight)
                .filter(weight -> weight == 0)
                .count();
    }

    private static List<String> next(BlockingQueue<List<String>> seen) throws Exception {
        List<String> next = seen.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("an update within 10 s").isNotNull();
        return next == null ? List.of() : next;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private String http(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("authorization", "Bearer " + server.tokenOf("admin").token())
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isIn(200, 204);
            return response.body();
        }
    }

    private ServerConfig config(int port) {
        return ServerConfig.in(folder.resolve("data"))
                .withAddress("127.0.0.1", port)
                .withAutoRegister(true);
    }

    private String address() {
        return "127.0.0.1:" + server.port();
    }

    private Stargazer connect(String application) {
        return Stargazer.connect(options(application));
    }

    private Options options(String application) {
        return Options.of(address(), application, SECRET)
                .withCacheDirectory(folder.resolve(application));
    }
}
