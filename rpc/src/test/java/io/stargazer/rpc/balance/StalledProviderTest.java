package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.outlier.EjectionEvent;
import io.stargazer.rpc.outlier.EjectionRules;
import io.stargazer.rpc.outlier.Health;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-7: one provider of three stops answering anything. */
@Timeout(120)
class StalledProviderTest {

    private static final RpcMethod WORK = RpcMethod.raw("test", "work");
    private static final RpcMethod STALL = RpcMethod.raw("test", "stall");

    private final List<EjectionEvent> events = new CopyOnWriteArrayList<>();
    private Fleet fleet = new Fleet(BalancedCaller.Settings.DEFAULT);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger servedByTheStalled = new AtomicInteger();

    private void start(Duration shortest, Balancer balancer) throws Exception {
        EjectionRules rules = EjectionRules.DEFAULT.withTimes(shortest, shortest.multipliedBy(2));
        fleet =
                new Fleet(
                        BalancedCaller.Settings.DEFAULT
                                .withBalancer(balancer)
                                .withListener(events::add)
                                .withEjection(rules));
        for (int at = 0; at < 3; at++) {
            AtomicInteger served = at == 0 ? servedByTheStalled : new AtomicInteger();
            fleet.add(services(served));
        }
        fleet.list();
        fleet.load(16, WORK, Duration.ofSeconds(1));
        Loopback.await("all are called", () -> servedByTheStalled.get() > 50);
    }

    @AfterEach
    void close() throws Exception {
        over.countDown();
        fleet.close();
    }

    private ServiceTable services(AtomicInteger served) {
        return new ServiceTable()
                .bind(
                        "test",
                        "work",
                        (call, request) -> {
                            served.incrementAndGet();
                            return request;
                        })
                // On the only event loop, so that nothing is read or written meanwhile.
                .bindInline(
                        "test",
                        "stall",
                        (call, request) -> {
                            over.await();
                            return request;
                        });
    }

    private Loopback.Running stalled() {
        return fleet.running.getFirst();
    }

    private Health.State health() {
        return fleet.target(stalled()).health();
    }

    private CompletableFuture<byte[]> stall() throws Exception {
        return fleet.loopback
                .connect(stalled().address())
                .call(STALL, new byte[0], CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)));
    }

    @Test
    void hardly_a_call_hits_it_and_it_comes_back_by_a_trial() throws Exception {
        start(Duration.ofMillis(200), Balancer.leastLoaded());
        fleet.failures.clear();
        int madeBefore = fleet.made.get();
        CompletableFuture<byte[]> stall = stall();
        Loopback.await("it is ejected", () -> health() != Health.State.IN);
        fleet.awaitAnswers(2000);
        int hit = fleet.failures.size();
        assertThat(hit).isLessThan((fleet.made.get() - madeBefore) / 100);
        assertThat(fleet.failures)
                .hasOnlyElementsOfType(Unavailable.DeadlineExceeded.class)
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(events.getFirst()).isInstanceOf(EjectionEvent.Ejected.class);
        assertThat(events.getFirst().instance()).isEqualTo(stalled().address());
        over.countDown();
        stall.get(20, TimeUnit.SECONDS);
        Loopback.await("it is back", () -> health() == Health.State.IN);
        int before = servedByTheStalled.get();
        Loopback.await("it is called", () -> servedByTheStalled.get() > before + 50);
        assertThat(events).last().isEqualTo(new EjectionEvent.Returned(stalled().address()));
    }

    @Test
    void a_balancer_that_does_not_look_at_latency_leaves_it_alone_as_well() throws Exception {
        start(Duration.ofMinutes(5), Balancer.roundRobin());
        stall();
        Loopback.await("it is ejected", () -> health() == Health.State.OUT);
        fleet.awaitAnswers(100);
        int hit = fleet.failures.size();
        fleet.awaitAnswers(2000);
        assertThat(fleet.failures).hasSize(hit).hasSizeLessThanOrEqualTo(2 * 16);
    }

    @Test
    void when_all_that_can_be_reached_are_ejected_they_are_called_all_the_same() throws Exception {
        start(Duration.ofHours(1), Balancer.leastLoaded());
        CompletableFuture<byte[]> stall = stall();
        Loopback.await("it is ejected", () -> health() != Health.State.IN);
        for (Loopback.Running other : fleet.running.subList(1, 3)) {
            other.server().close();
        }
        over.countDown();
        stall.get(20, TimeUnit.SECONDS);
        fleet.awaitAnswers(100);
        assertThat(health()).isEqualTo(Health.State.OUT);
    }
}
