package io.stargazer.app.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RP-4: applications that offer a service are restarted one after the other, and those that call it
 * notice nothing: no call is lost, none is done twice.
 */
@Timeout(180)
class RollingRestartTest {

    private static final int RESTARTS = 6;

    @TempDir Path folder;
    private LocalServer server;
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(folder, config -> config);
    }

    @AfterEach
    void stop() {
        stop.set(true);
        server.close();
    }

    private Stargazer provider() {
        Stargazer provider = server.connect("provider");
        provider.provide("greeter", Greeter.class, this::greet);
        return provider;
    }

    private String greet(String name) {
        done.merge(name, 1, Integer::sum);
        return name;
    }

    private void callUntilStopped(Greeter greeter) {
        while (!stop.get()) {
            String name = "call " + made.incrementAndGet();
            try {
                greeter.greet(name);
            } catch (RuntimeException e) {
                failures.add(name + ": " + e);
            }
        }
    }

    @Test
    void restarted_one_after_the_other_they_lose_no_call_and_do_none_twice() throws Exception {
        Queue<Stargazer> providers = new ArrayDeque<>();
        for (int at = 0; at < 3; at++) {
            providers.add(provider());
        }
        Stargazer consumer = server.connect("consumer");
        Greeter greeter = consumer.consume("greeter", Greeter.class);
        ServiceView view = consumer.watch("greeter");
        List<Thread> callers = new ArrayList<>();
        for (int at = 0; at < 4; at++) {
            callers.add(Thread.ofVirtual().start(() -> callUntilStopped(greeter)));
        }
        for (int restart = 0; restart < RESTARTS; restart++) {
            int before = done.size();
            providers.remove().close();
            providers.add(provider());
            Eventually.holds(
                    "calls flow, the new one is known",
                    () -> done.size() > before + 100 && view.registrations().size() == 3);
        }
        stop.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).isEmpty();
        assertThat(done.values()).containsOnly(1);
        assertThat(done).hasSize(made.get());
    }
}
