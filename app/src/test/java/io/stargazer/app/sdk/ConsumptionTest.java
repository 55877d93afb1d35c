package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.rpc.balance.Balancer;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.sdk.Consumption;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-3, RP-4, RP-5: a consumer says how a service is called. */
@Timeout(120)
class ConsumptionTest {

    @TempDir private static Path folder;
    private static LocalServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new LocalServer(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void one_key_stays_with_one_instance() {
        for (String name : Set.of("one", "two", "three")) {
            server.connect(name).provide("keyed", Greeter.class, you -> name);
        }
        Stargazer consumer = server.connect("keyed-consumer");
        Set<String> reached = new HashSet<>();
        for (int key = 0; key < 32; key++) {
            Greeter greeter =
                    consumer.consume(
                            "keyed",
                            Greeter.class,
                            Consumption.PLAIN
                                    .withBalancer(Balancer.consistentHash())
                                    .withCalls(CallOptions.DEFAULT.withHashKey("key-" + key)));
            String first = greeter.greet("you");
            for (int again = 0; again < 5; again++) {
                assertThat(greeter.greet("you")).isEqualTo(first);
            }
            reached.add(first);
        }
        assertThat(reached).as("different keys go to different instances").hasSizeGreaterThan(1);
    }

    @Test
    void a_call_ends_when_the_time_that_the_consumer_gave_has_passed() {
        CountDownLatch released = new CountDownLatch(1);
        server.connect("sleeper")
                .provide(
                        "sleeping",
                        Greeter.class,
                        you -> {
                            await(released);
                            return you;
                        });
        CallOptions hurried = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(50));
        Greeter greeter =
                server.connect("sleeping-consumer")
                        .consume("sleeping", Greeter.class, Consumption.PLAIN.withCalls(hurried));
        assertThatThrownBy(() -> greeter.greet("you"))
                .isInstanceOf(Unavailable.DeadlineExceeded.class);
        released.countDown();
    }

    @Test
    void two_processes_of_one_host_share_memory_when_both_ask_for_it() throws IOException {
        Path memory = Files.createDirectories(folder.resolve("memory"));
        FastPath sharing = FastPath.SAME_HOST.withFolder(memory);
        server.connect(near("near-provider", sharing)).provide("near", Greeter.class, you -> you);
        Greeter far = server.connect("far").consume("near", Greeter.class);
        assertThat(far.greet("far")).isEqualTo("far");
        assertThat(mapped(memory)).as("only one side asks").isFalse();
        Greeter near = server.connect(near("near", sharing)).consume("near", Greeter.class);
        assertThat(near.greet("near")).isEqualTo("near");
        assertThat(mapped(memory)).isTrue();
    }

    private static Options near(String application, FastPath fastPath) {
        return server.options(application)
                .withNetwork(Options.Network.LOOPBACK.withFastPath(fastPath));
    }

    private static boolean mapped(Path memory) throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains(memory.toString());
    }

    private static void await(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
