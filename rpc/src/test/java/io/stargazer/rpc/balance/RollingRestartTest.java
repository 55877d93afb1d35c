package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * RP-4: providers are restarted one after the other, under load, and nothing is lost or doubled.
 */
@Timeout(120)
class RollingRestartTest {

    /** Not idempotent: nothing may be done twice, and nothing is repeated to hide a loss. */
    private static final RpcMethod BOOK = RpcMethod.raw("test", "book");

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int ROUNDS = 4;

    private final Fleet fleet = new Fleet(BalancedCaller.Settings.DEFAULT);
    private final Map<String, Integer> booked = new ConcurrentHashMap<>();

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    private ServiceTable services() {
        return new ServiceTable()
                .bind(
                        "test",
                        "book",
                        (call, request) -> {
                            booked.merge(
                                    new String(request, StandardCharsets.UTF_8), 1, Integer::sum);
                            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
                            return request;
                        });
    }

    private void start() throws Exception {
        for (int at = 0; at < 3; at++) {
            fleet.add(services());
        }
        fleet.list();
        fleet.load(8, BOOK, LONG);
        fleet.awaitAnswers(200);
    }

    private void everythingWasDoneOnce() throws Exception {
        fleet.stopLoad();
        assertThat(fleet.failures).isEmpty();
        assertThat(booked.values()).containsOnly(1);
        assertThat(booked).hasSize(fleet.made.get());
    }

    @Test
    void callers_that_are_told_first_lose_nothing() throws Exception {
        start();
        for (int restart = 0; restart < 3 * ROUNDS; restart++) {
            Loopback.Running leaving = fleet.running.removeFirst();
            fleet.list();
            assertThat(leaving.server().drain(LONG)).isTrue();
            fleet.add(services());
            fleet.list();
            fleet.awaitAnswers(50);
        }
        everythingWasDoneOnce();
    }

    @Test
    void callers_that_are_told_late_lose_nothing() throws Exception {
        start();
        for (int restart = 0; restart < 3 * ROUNDS; restart++) {
            Loopback.Running leaving = fleet.running.removeFirst();
            assertThat(leaving.server().drain(LONG)).isTrue();
            fleet.awaitAnswers(20);
            fleet.list();
            fleet.add(services());
            fleet.list();
            fleet.awaitAnswers(50);
        }
        everythingWasDoneOnce();
    }

    @Test
    void callers_that_are_told_nothing_lose_nothing() throws Exception {
        start();
        for (int restart = 0; restart < 3 * ROUNDS; restart++) {
            Loopback.Running leaving = fleet.running.removeFirst();
            assertThat(leaving.server().drain(LONG)).isTrue();
            fleet.running.add(fleet.restart(leaving, services()));
            Loopback.await(
                    "it has its callers again",
                    () -> fleet.running.getLast().server().connections() == 1);
            fleet.awaitAnswers(50);
        }
        everythingWasDoneOnce();
    }

    @Test
    void the_only_provider_is_waited_for() throws Exception {
        fleet.add(services());
        fleet.list();
        fleet.load(8, BOOK, LONG);
        fleet.awaitAnswers(200);
        for (int restart = 0; restart < ROUNDS; restart++) {
            Loopback.Running leaving = fleet.running.removeFirst();
            assertThat(leaving.server().drain(LONG)).isTrue();
            fleet.running.add(fleet.restart(leaving, services()));
            fleet.awaitAnswers(50);
        }
        everythingWasDoneOnce();
    }
}
