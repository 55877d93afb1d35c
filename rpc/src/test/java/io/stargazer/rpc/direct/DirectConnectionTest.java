package io.stargazer.rpc.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.loop.LoopBuffers;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** RP-3: calls that the calling thread makes with its own hands, over the socket and the ring. */
@Timeout(30)
@ParameterizedClass
@MethodSource("io.stargazer.rpc.Loopback#paths")
class DirectConnectionTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");
    private static final RpcMethod NEVER = RpcMethod.raw("raw", "never");

    private final FastPath fastPath;
    private final Loopback loopback;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ServiceTable services =
            new ServiceTable()
                    .bind("raw", "echo", (call, request) -> request)
                    .bind("raw", "never", (call, request) -> waitForever())
                    .bind(
                            "raw",
                            "refuse",
                            (call, request) -> {
                                throw new Rejected(Status.CONFLICT, "test.no", "no");
                            });
    private Loopback.Running running;
    private DirectConnection connection;

    DirectConnectionTest(FastPath fastPath) {
        this.fastPath = fastPath;
        this.loopback = new Loopback(fastPath);
    }

    private byte[] waitForever() {
        started.countDown();
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            stopped.countDown();
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        running = loopback.serve(services);
        connection = connect(running.address(), CallObserver.NONE);
    }

    private DirectConnection connect(Address address, CallObserver observer) {
        return DirectConnection.open(
                RpcLimits.DEFAULT, observer, fastPath, address, Loopback.ALICE);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        loopback.close();
    }

    @Test
    void a_call_returns_the_answer() {
        assertThat(connection.sharesMemory()).isEqualTo(fastPath.hasRing());
        for (int at = 0; at < 200; at++) {
            assertThat(connection.call(ECHO, new byte[] {(byte) at}, CallOptions.DEFAULT))
                    .containsExactly(at);
        }
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        assertThat(connection.call(ECHO, large, CallOptions.DEFAULT)).isEqualTo(large);
    }

    @Test
    void a_failure_is_thrown_as_the_provider_threw_it() {
        assertFails(RpcMethod.raw("raw", "refuse"), CallOptions.DEFAULT, Status.CONFLICT);
        assertFails(RpcMethod.raw("raw", "nothing"), CallOptions.DEFAULT, Status.UNIMPLEMENTED);
        assertThat(connection.call(ECHO, new byte[1], CallOptions.DEFAULT)).hasSize(1);
    }

    private void assertFails(RpcMethod method, CallOptions options, Status status) {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> connection.call(method, new byte[0], options));
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void a_deadline_ends_the_call_and_stops_the_handler() throws Exception {
        assertFails(
                NEVER,
                CallOptions.DEFAULT.withTimeout(Duration.ofMillis(100)),
                Status.DEADLINE_EXCEEDED);
        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_interrupted_caller_cancels_the_handler() throws Exception {
        AtomicReference<Failure> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() ->
                                thrown.set(
                                        catchThrowableOfType(
                                                Failure.class,
                                                () ->
                                                        connection.call(
                                                                NEVER,
                                                                new byte[0],
                                                                CallOptions.DEFAULT))));
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        caller.join();
        assertThat(thrown.get().status()).isEqualTo(Status.CANCELLED);
        assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void threads_that_call_at_once_take_turns() throws Exception {
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            byte[] payload = {(byte) thread};
            callers.add(
                    CompletableFuture.runAsync(() -> {
                        for (int at = 0; at < 200; at++) {
                            assertThat(connection.call(ECHO, payload, CallOptions.DEFAULT))
                                    .isEqualTo(payload);
                        }
                    }));
        }
        for (CompletableFuture<Void> caller : callers) {
            caller.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_deadline_counts_while_another_thread_calls() throws Exception {
        CompletableFuture<Failure> longer =
                CompletableFuture.supplyAsync(() ->
                        catchThrowableOfType(
                                Failure.class,
                                () -> connection.call(NEVER, new byte[0], CallOptions.DEFAULT)));
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        assertFails(
                ECHO,
                CallOptions.DEFAULT.withTimeout(Duration.ofMillis(50)),
                Status.DEADLINE_EXCEEDED);
        assertThat(longer).as("the call before it goes on").isNotDone();
        Thread.currentThread().interrupt();
        assertFails(ECHO, CallOptions.DEFAULT, Status.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).as("and stays interrupted").isTrue();
        assertThat(Thread.interrupted()).isTrue();
        connection.close();
        assertThat(longer.get(5, TimeUnit.SECONDS).status()).isEqualTo(Status.INDETERMINATE);
    }

    @Test
    void threads_that_called_leave_no_memory_behind() throws Exception {
        assertThat(connection.call(ECHO, new byte[100], CallOptions.DEFAULT)).hasSize(100);
        long before = LoopBuffers.bytes();
        for (int thread = 0; thread < 20; thread++) {
            Thread caller =
                    Thread.ofPlatform()
                            .start(() -> connection.call(ECHO, new byte[1], CallOptions.DEFAULT));
            caller.join();
        }
        assertThat(LoopBuffers.bytes()).isLessThan(before + 300_000);
        connection.close();
        assertThat(LoopBuffers.bytes()).as("nor does the connection").isLessThan(before);
    }

    @Test
    void pings_are_answered_while_nobody_calls() throws Exception {
        RpcLimits.Times often =
                new RpcLimits.Times(
                        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(100), 20);
        Loopback.Running watchful =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(RpcLimits.DEFAULT.withTimes(often)),
                        0);
        try (DirectConnection quiet = connect(watchful.address(), CallObserver.NONE)) {
            CountDownLatch later = new CountDownLatch(1);
            assertThat(later.await(3, TimeUnit.SECONDS)).isFalse();
            assertThat(watchful.server().connections()).isEqualTo(1);
            assertThat(quiet.call(ECHO, new byte[1], CallOptions.DEFAULT)).hasSize(1);
        }
        Loopback.await("the close is seen", () -> watchful.server().connections() == 0);
    }

    @Test
    void a_provider_that_stops_is_seen_between_calls() throws Exception {
        assertThat(running.server().drain(Duration.ofSeconds(10))).isTrue();
        Loopback.await("the connection is leaving", () -> !connection.isReady());
        assertFails(ECHO, CallOptions.DEFAULT, Status.UNREACHABLE);
    }

    @Test
    void closing_ends_a_call_that_another_thread_waits_for() throws Exception {
        CompletableFuture<Failure> waiting =
                CompletableFuture.supplyAsync(() ->
                        catchThrowableOfType(
                                Failure.class,
                                () -> connection.call(NEVER, new byte[0], CallOptions.DEFAULT)));
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        connection.close();
        assertThat(waiting.get(5, TimeUnit.SECONDS).status()).isEqualTo(Status.INDETERMINATE);
        assertFails(ECHO, CallOptions.DEFAULT, Status.UNREACHABLE);
    }

    @Test
    void an_observer_sees_each_call_and_must_not_call() {
        AtomicInteger seen = new AtomicInteger();
        AtomicReference<DirectConnection> self = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CallObserver observer =
                (service, method, principal, status, nanos) -> {
                    seen.incrementAndGet();
                    try {
                        self.get().call(ECHO, new byte[0], CallOptions.DEFAULT);
                    } catch (IllegalStateException refused) {
                        thrown.set(refused);
                    }
                };
        try (DirectConnection observed = connect(running.address(), observer)) {
            self.set(observed);
            assertThat(observed.call(ECHO, new byte[1], CallOptions.DEFAULT)).hasSize(1);
        }
        assertThat(seen).hasValue(1);
        assertThat(thrown.get()).hasMessageContaining("must not turn the loop");
    }

    @Test
    void a_provider_that_is_not_there_or_refuses_is_told_at_once() throws Exception {
        loopback.close();
        assertThatThrownBy(() -> connect(running.address(), CallObserver.NONE))
                .isInstanceOf(Unavailable.Unreachable.class);
        Loopback.Running again = loopback.serve(services);
        assertThatThrownBy(() ->
                        DirectConnection.open(
                                RpcLimits.DEFAULT,
                                CallObserver.NONE,
                                fastPath,
                                again.address(),
                                () -> Loopback.token("mallory")))
                .isInstanceOf(Rejected.class);
    }
}
