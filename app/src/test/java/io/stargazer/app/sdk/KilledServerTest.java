package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.app.JavaProcess;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Provision;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RG-1, RG-2, RG-7: the server's process is killed with -9 and started again on its port. */
@Timeout(180)
class KilledServerTest {

    private static final ServiceName MANY = new ServiceName("default", "many");

    @TempDir Path folder;
    private final List<Stargazer> connected = new ArrayList<>();
    private String address;
    private JavaProcess server;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + free.getLocalPort();
        }
        Files.writeString(folder.resolve("server.properties"), "identity.auto-register = true\n");
        startServer();
    }

    @AfterEach
    void stop() {
        connected.forEach(Stargazer::close);
        server.close();
    }

    @Test
    void calls_lists_and_sessions_outlive_the_server() throws Exception {
        Stargazer provider = connect("provider");
        Provision provision = provider.provide("greeter", Greeter.class, name -> "hello " + name);
        Stargazer consumer = connect("consumer");
        ServiceView view = consumer.watch("greeter");
        List<Registration> before = view.registrations();
        List<List<Registration>> heard = new CopyOnWriteArrayList<>();
        view.onChange(changed -> heard.add(changed.registrations()));
        try (Traffic traffic = new Traffic(consumer.consume("greeter", Greeter.class))) {
            traffic.awaitMore(20);
            server.kill();
            Eventually.holds("both have noticed", () -> !isConnected(provider, consumer));
            traffic.awaitMore(200);
            startServer();
            Eventually.holds("both are back", () -> isConnected(provider, consumer));
            traffic.awaitMore(200);
            assertThat(traffic.failures()).isEmpty();
        }
        assertThat(connect("another").watch("greeter").registrations())
                .as("the same session, not registered anew")
                .isEqualTo(before);
        assertThat(heard).as("neither gap nor repeat").containsExactly(before);
        Provision second = connect("second").provide("greeter", Greeter.class, name -> name);
        Eventually.holds("the watch goes on", () -> heard.size() == 2);
        assertThat(heard.getLast())
                .extracting(Registration::instance)
                .containsExactlyInAnyOrder(provision.instance(), second.instance());
    }

    @Test
    void whatever_was_acknowledged_is_there_after_the_restart() throws Exception {
        List<Registrant> registrants = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            registrants.add(new Registrant("r" + i, options("registrant-" + i), MANY));
        }
        Eventually.holds("many", () -> accepted(registrants).size() > 300);
        server.kill();
        startServer();
        int before = accepted(registrants).size();
        Eventually.holds("many more", () -> accepted(registrants).size() > before + 100);
        for (Registrant registrant : registrants) {
            registrant.stop();
        }
        Map<String, Long> accepted = accepted(registrants);
        ServiceView view = connect("watcher").watch("many");
        Map<String, Long> listed = new TreeMap<>();
        view.registrations().forEach(known -> listed.put(known.instance().id(), known.revision()));
        assertThat(listed).containsAllEntriesOf(accepted);
        assertThat(view.revision())
                .isGreaterThanOrEqualTo(accepted.values().stream().max(Long::compare).orElse(0L));
        assertThat(registrants.stream().flatMap(one -> one.unavailable().stream()))
                .as("the kill was felt")
                .isNotEmpty();
        assertThat(registrants.stream().flatMap(one -> one.otherwise().stream())).isEmpty();
    }

    private static Map<String, Long> accepted(List<Registrant> registrants) {
        Map<String, Long> all = new TreeMap<>();
        registrants.forEach(one -> all.putAll(one.accepted()));
        return all;
    }

    private void startServer() throws IOException {
        server =
                JavaProcess.stargazer(
                        folder,
                        "server",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--port",
                        address.substring(address.indexOf(':') + 1),
                        "--config",
                        folder.resolve("server.properties").toString());
        assertThat(server.awaitUrl()).isEqualTo("http://" + address);
    }

    private Options options(String application) {
        return Options.of(address, application, "a secret of some length")
                .withCacheDirectory(folder.resolve("cache").resolve(application))
                .withConnectTimeout(Duration.ofSeconds(60));
    }

    private Stargazer connect(String application) {
        Stargazer stargazer = Stargazer.connect(options(application));
        connected.add(stargazer);
        return stargazer;
    }

    private static boolean isConnected(Stargazer one, Stargazer other) {
        return one.isConnected() && other.isConnected();
    }
}
