package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.Backoff;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-2, RP-4: failover, retries, reconnection. */
@Timeout(30)
class BalancedCallerTest {

    private static final RpcMethod NAME = RpcMethod.raw("test", "name");
    private static final RpcMethod DIE = RpcMethod.raw("test", "die");
    private static final RpcMethod DIE_IDEMPOTENT = new RpcMethod("test", "die", 0, true);
    private static final CallOptions BRIEF =
            CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
    private static final Backoff SHORT = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50));

    private final Loopback loopback = new Loopback();
    private final AtomicInteger died = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    /** Says its name; dies by closing the connection in the middle of a call. */
    private ServiceTable named(String name) {
        return new ServiceTable()
                .bind("test", "name", (call, request) -> name.getBytes(StandardCharsets.UTF_8))
                .bind(
                        "test",
                        "die",
                        (call, request) -> {
                            died.incrementAndGet();
                            call.peer().close("dying");
                            new CountDownLatch(1).await();
                            return request;
                        });
    }

    private Loopback.Running serve(String name) throws Exception {
        return loopback.serve(named(name));
    }

    private BalancedCaller caller(Balancer balancer, Loopback.Running... running) {
        BalancedCaller caller =
                new BalancedCaller(
                        loopback.client(),
                        Loopback.ALICE,
                        BalancedCaller.Settings.DEFAULT.withBalancer(balancer).withBackoff(SHORT));
        List<Endpoint> endpoints = new ArrayList<>();
        for (Loopback.Running each : running) {
            endpoints.add(Endpoint.of(each.address()));
        }
        caller.endpoints(endpoints);
        return caller;
    }

    private static String name(BalancedCaller caller) throws Exception {
        return new String(
                caller.call(NAME, new byte[0], CallOptions.DEFAULT).get(5, TimeUnit.SECONDS),
                StandardCharsets.UTF_8);
    }

    private static Failure failure(CompletableFuture<byte[]> call) {
        ExecutionException thrown =
                catchThrowableOfType(
                        ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        return Objects.requireNonNull((Failure) thrown.getCause());
    }

    private static Address deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Address("127.0.0.1", socket.getLocalPort());
        }
    }

    @Test
    void without_an_instance_the_sentence_says_so() {
        BalancedCaller caller = caller(Balancer.leastLoaded());
        Failure failure = failure(caller.call(NAME, new byte[0], CallOptions.DEFAULT));
        assertThat(failure).isInstanceOf(Unavailable.Unreachable.class);
        assertThat(failure.code()).isEqualTo("rpc.no-instance");
        assertThat(failure).hasMessage("no instance of test is known");
    }

    @Test
    void every_instance_gets_its_turn() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin(), serve("a"), serve("b"), serve("c"));
        Set<String> names = new TreeSet<>();
        for (int at = 0; at < 3; at++) {
            names.add(name(caller));
        }
        assertThat(names).containsExactly("a", "b", "c");
    }

    @Test
    void a_call_fails_over_when_an_instance_cannot_be_reached() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin());
        caller.endpoints(
                List.of(Endpoint.of(deadAddress()), Endpoint.of(serve("alive").address())));
        for (int at = 0; at < 10; at++) {
            assertThat(name(caller)).isEqualTo("alive");
        }
    }

    @Test
    void a_method_that_one_instance_does_not_serve_is_called_at_another() throws Exception {
        BalancedCaller caller =
                caller(Balancer.roundRobin(), loopback.serve(new ServiceTable()), serve("newer"));
        for (int at = 0; at < 10; at++) {
            assertThat(name(caller)).isEqualTo("newer");
        }
        RpcMethod nowhere = RpcMethod.raw("test", "nowhere");
        assertThat(failure(caller.call(nowhere, new byte[0], CallOptions.DEFAULT)).status())
                .isEqualTo(Status.UNIMPLEMENTED);
    }

    @Test
    void when_no_instance_can_be_reached_the_call_is_unreachable() throws Exception {
        BalancedCaller caller = caller(Balancer.leastLoaded());
        caller.endpoints(List.of(Endpoint.of(deadAddress())));
        Failure failure = failure(caller.call(NAME, new byte[0], BRIEF));
        assertThat(failure.status()).isEqualTo(Status.UNREACHABLE);
        assertThat(failure.code()).isEqualTo("rpc.no-instance");
        assertThat(failure)
                .hasMessageContaining("none of the 1 instances of test can be reached; last: no");
    }

    @Test
    void the_list_can_be_replaced_at_any_time() throws Exception {
        Loopback.Running first = serve("first");
        Loopback.Running second = serve("second");
        BalancedCaller caller = caller(Balancer.leastLoaded(), first);
        assertThat(name(caller)).isEqualTo("first");
        caller.endpoints(List.of(Endpoint.of(second.address())));
        assertThat(name(caller)).isEqualTo("second");
        Loopback.await("the first is left", () -> first.server().connections() == 0);
    }

    @Test
    void an_instance_that_stays_keeps_its_connection() throws Exception {
        Loopback.Running first = serve("first");
        BalancedCaller caller = caller(Balancer.leastLoaded(), first);
        name(caller);
        CompletableFuture<RpcConnection> before = caller.targets().getFirst().connection();
        caller.endpoints(List.of(Endpoint.of(first.address()).withWeight(7)));
        assertThat(caller.targets().getFirst().connection()).isSameAs(before);
        assertThat(caller.targets().getFirst().endpoint().weight()).isEqualTo(7);
    }

    @Test
    void a_restarted_server_is_found_again_without_a_call() throws Exception {
        Loopback.Running first = serve("before");
        BalancedCaller caller = caller(Balancer.leastLoaded(), first);
        assertThat(name(caller)).isEqualTo("before");
        first.server().close();
        Loopback.await("the loss is seen", () -> caller.targets().getFirst().failed());
        assertThat(failure(caller.call(NAME, new byte[0], BRIEF)).status())
                .isEqualTo(Status.UNREACHABLE);
        Loopback.Running second =
                loopback.serve(
                        new RpcSettings(named("after"), Loopback.BY_NAME), first.address().port());
        Loopback.await("it is connected again", () -> second.server().connections() == 1);
        Loopback.await("it is logged in again", () -> !caller.targets().getFirst().failed());
        assertThat(name(caller)).isEqualTo("after");
    }

    @Test
    void a_call_that_may_have_been_begun_is_not_repeated() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin(), serve("a"), serve("b"));
        Failure failure = failure(caller.call(DIE, new byte[0], CallOptions.DEFAULT));
        assertThat(failure.status()).isEqualTo(Status.INDETERMINATE);
        assertThat(died).hasValue(1);
    }

    @Test
    void an_idempotent_call_is_repeated_elsewhere() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin(), serve("a"), serve("b"), serve("c"));
        Failure failure = failure(caller.call(DIE_IDEMPOTENT, new byte[0], CallOptions.DEFAULT));
        assertThat(failure.status()).isEqualTo(Status.INDETERMINATE);
        assertThat(died).hasValue(3);
    }

    @Test
    void a_failing_cluster_is_not_asked_much_more_often_than_its_callers_ask() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        ServiceTable failing =
                new ServiceTable()
                        .bind(
                                "test",
                                "name",
                                (call, request) -> {
                                    attempts.incrementAndGet();
                                    throw new Unavailable.Indeterminate("test.lost", "who knows");
                                });
        BalancedCaller caller =
                caller(
                        Balancer.leastLoaded(),
                        loopback.serve(failing),
                        loopback.serve(failing),
                        loopback.serve(failing));
        RpcMethod idempotent = new RpcMethod("test", "name", 0, true);
        long fromNs = System.nanoTime();
        int calls = 1000;
        List<CompletableFuture<byte[]>> made = new ArrayList<>();
        for (int at = 0; at < calls; at++) {
            made.add(caller.call(idempotent, new byte[0], CallOptions.DEFAULT));
        }
        for (CompletableFuture<byte[]> call : made) {
            assertThat(failure(call).code()).isEqualTo("test.lost");
        }
        double seconds = (System.nanoTime() - fromNs) / 1e9;
        assertThat(attempts.get())
                .isGreaterThan(calls + calls / 20)
                .isLessThanOrEqualTo((int) (calls * 1.2 + 10 + 10 * seconds + 1));
    }

    @Test
    void one_deadline_holds_for_all_attempts() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin());
        try (ServerSocket mute = new ServerSocket(0)) {
            caller.endpoints(List.of(Endpoint.of(new Address("127.0.0.1", mute.getLocalPort()))));
            Failure failure = failure(caller.call(NAME, new byte[0], BRIEF));
            assertThat(failure).isInstanceOf(Unavailable.DeadlineExceeded.class);
        }
    }

    @Test
    void a_stream_fails_over_before_it_began() throws Exception {
        BalancedCaller caller = caller(Balancer.roundRobin());
        ServiceTable services = named("alive");
        services.bindStream(
                "test",
                "items",
                (call, request) -> {
                    SubmissionPublisher<EncodedItem> nothing = new SubmissionPublisher<>();
                    nothing.close();
                    return nothing;
                });
        caller.endpoints(
                List.of(
                        Endpoint.of(deadAddress()),
                        Endpoint.of(loopback.serve(services).address())));
        Collector<byte[]> stream = new Collector<>(1);
        caller.stream(RpcMethod.raw("test", "items"), new byte[0], CallOptions.DEFAULT)
                .subscribe(stream);
        assertThat(stream.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
    }

    @Test
    void draining_under_load_loses_no_call() throws Exception {
        Loopback.Running[] pair = {serve("a"), serve("b")};
        BalancedCaller caller = caller(Balancer.leastLoaded(), pair);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        List<Throwable> lost = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int at = 0; at < 32; at++) {
            callers.add(Thread.ofVirtual().start(() -> load(caller, stop, served, lost)));
        }
        Loopback.await("calls flow", () -> served.get() > 1000);
        for (int round = 0; round < 4; round++) {
            Loopback.Running leaving = pair[round % 2];
            assertThat(leaving.server().drain(Duration.ofSeconds(5))).isTrue();
            Loopback.Running back =
                    loopback.serve(
                            new RpcSettings(named("again"), Loopback.BY_NAME),
                            leaving.address().port());
            pair[round % 2] = back;
            int before = served.get();
            Loopback.await(
                    "the restarted one is connected",
                    () -> back.server().connections() == 1 && served.get() > before + 500);
        }
        stop.set(true);
        for (Thread each : callers) {
            each.join();
        }
        assertThat(lost).isEmpty();
    }

    private static void load(
            BalancedCaller caller, AtomicBoolean stop, AtomicInteger served, List<Throwable> lost) {
        while (!stop.get()) {
            try {
                name(caller);
                served.incrementAndGet();
            } catch (Exception e) {
                lost.add(e);
            }
        }
    }

    @Test
    void draining_finishes_open_calls_and_refuses_new_ones() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ServiceTable services =
                new ServiceTable()
                        .bind(
                                "test",
                                "wait",
                                (call, request) -> {
                                    started.countDown();
                                    go.await();
                                    return request;
                                });
        Loopback.Running running = loopback.serve(services);
        RpcConnection connection = loopback.connect(running.address());
        CompletableFuture<byte[]> open =
                connection.call(RpcMethod.raw("test", "wait"), new byte[] {1}, CallOptions.DEFAULT);
        started.await();
        CompletableFuture<Boolean> drained = running.drains(Duration.ofSeconds(5));
        Loopback.await("the caller is told", () -> !connection.isReady());
        assertThat(failure(connection.call(NAME, new byte[0], CallOptions.DEFAULT)).status())
                .isEqualTo(Status.UNREACHABLE);
        go.countDown();
        assertThat(open.get(5, TimeUnit.SECONDS)).containsExactly(1);
        assertThat(drained.get(5, TimeUnit.SECONDS)).isTrue();
    }
}
