package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** RP-1, RP-2, RP-5: calls over a real connection. */
@Timeout(20)
@ParameterizedClass
@MethodSource("io.stargazer.rpc.Loopback#paths")
class CallTest {

    private final Loopback loopback;
    private final FriendlyGreeter provider = new FriendlyGreeter();
    private final ServiceTable services = new ServiceTable().bind("test", Greeter.class, provider);
    private Loopback.Running running;
    private RpcConnection connection;
    private Greeter greeter;

    CallTest(FastPath fastPath) {
        loopback = new Loopback(fastPath);
    }

    @BeforeEach
    void open() throws Exception {
        running = loopback.serve(services);
        connection = loopback.connect(running.address());
        greeter = Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void a_synchronous_call_returns_what_the_provider_returned() {
        Greeter.Person ada = new Greeter.Person("Ada", 36, List.of("math"));
        assertThat(greeter.greet(ada, 2).text()).isEqualTo("hello hello Ada");
        assertThat(greeter.greet(ada, 1).people()).containsEntry("you", ada);
        assertThat(connection.principal()).isEqualTo("user:alice");
    }

    @Test
    void a_call_in_json_returns_the_same() {
        Greeter json =
                RpcProxy.create(
                        Greeter.class, "test", connection, new JsonPayload(), CallOptions.DEFAULT);
        Greeter.Person ada = new Greeter.Person("Ada", 36, List.of("math"));
        assertThat(json.greet(ada, 1).people()).containsEntry("you", ada);
        json.forget("Ada");
        assertThat(json.add(2, 3)).isEqualTo(5);
    }

    @Test
    void a_json_caller_may_name_the_arguments() throws Exception {
        RpcMethod add = new RpcMethod("test", "add", JsonPayload.NUMBER, false);
        byte[] arguments = "{\"other\":3,\"one\":4}".getBytes(StandardCharsets.UTF_8);
        assertThat(connection.call(add, arguments, CallOptions.DEFAULT).get())
                .asString()
                .isEqualTo("7");
    }

    @Test
    void a_future_completes_later() throws Exception {
        assertThat(greeter.later("soon").get(5, TimeUnit.SECONDS)).isEqualTo("soon!");
    }

    @Test
    void many_calls_share_one_connection() throws Exception {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int at = 0; at < 3000; at++) {
            calls.add(greeter.later("" + at));
        }
        for (int at = 0; at < calls.size(); at++) {
            assertThat(calls.get(at).get(10, TimeUnit.SECONDS)).isEqualTo(at + "!");
        }
        assertThat(running.server().connections()).isEqualTo(1);
    }

    @Test
    void a_large_payload_travels_whole() throws Exception {
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        services.bind("raw", "echo", (call, request) -> request);
        assertThat(connection.call(RpcMethod.raw("raw", "echo"), large, CallOptions.DEFAULT).get())
                .isEqualTo(large);
    }

    @Test
    void a_rejection_travels_as_it_is() {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> greeter.forget("nobody"));
        assertThat(rejected.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(rejected.code()).isEqualTo("test.nobody");
        assertThat(rejected).hasMessage("there is nobody of that name");
    }

    @Test
    void a_bug_in_a_handler_becomes_a_fault_without_details() {
        Faulted fault = catchThrowableOfType(Faulted.class, () -> greeter.forget("bug"));
        assertThat(fault.code()).isEqualTo("rpc.fault");
        assertThat(fault).hasMessageContaining("test/forget").hasMessageNotContaining("secret");
    }

    @Test
    void an_unknown_method_is_unimplemented() {
        assertFails(RpcMethod.raw("test", "nothing"), Status.UNIMPLEMENTED, "rpc.unknown-method");
    }

    @Test
    void a_stream_called_as_a_plain_call_is_refused() {
        assertFails(
                new RpcMethod("test", "people", JsonPayload.NUMBER, false),
                Status.INVALID_ARGUMENT,
                "rpc.wrong-call-kind");
    }

    @Test
    void arguments_that_do_not_fit_are_refused() {
        assertFails(
                new RpcMethod("test", "add", JsonPayload.NUMBER, false),
                Status.INVALID_ARGUMENT,
                "rpc.bad-payload");
    }

    @Test
    void an_oversized_request_is_refused_before_it_is_sent() throws Exception {
        assertFails(
                connection.call(
                        RpcMethod.raw("test", "add"), new byte[5 << 20], CallOptions.DEFAULT),
                Status.TOO_LARGE,
                "rpc.request-too-large");
        assertThat(greeter.add(1, 1)).isEqualTo(2);
    }

    @Test
    void an_oversized_response_fails_that_call_only() {
        services.bind("raw", "huge", (call, request) -> new byte[5 << 20]);
        assertFails(RpcMethod.raw("raw", "huge"), Status.TOO_LARGE, "rpc.response-too-large");
        assertThat(greeter.add(1, 1)).isEqualTo(2);
    }

    @Test
    void a_deadline_ends_the_call_and_interrupts_the_handler() throws Exception {
        Failure failure = catchThrowableOfType(Failure.class, () -> greeter.slow("x"));
        assertThat(failure).isInstanceOf(Unavailable.DeadlineExceeded.class);
        assertThat(provider.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_interrupted_caller_cancels_the_handler() throws Exception {
        Greeter patient =
                Loopback.proxy(
                        Greeter.class,
                        connection,
                        CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                patient.slow("x");
                            } catch (RuntimeException e) {
                                thrown.set(e);
                            }
                        });
        assertThat(provider.started.await(5, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(provider.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        caller.join();
        assertThat(((Failure) thrown.get()).status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void cancelling_a_future_cancels_the_providers_future() throws Exception {
        CompletableFuture<String> call = greeter.later("never");
        assertThat(provider.started.await(5, TimeUnit.SECONDS)).isTrue();
        call.cancel(true);
        Loopback.await("the provider's future is cancelled", provider.pending::isCancelled);
    }

    @Test
    void a_deadline_and_a_cancellation_reach_the_service_behind_the_service() throws Exception {
        CountDownLatch relayed = new CountDownLatch(1);
        AtomicReference<Long> inherited = new AtomicReference<>();
        AtomicReference<String> trace = new AtomicReference<>();
        services.bind(
                "front",
                "relay",
                (call, request) -> {
                    CallContext context = CallContext.current().orElseThrow();
                    inherited.set(context.deadlineNs() - System.nanoTime());
                    trace.set(String.valueOf(context.metadata().get("traceparent")));
                    relayed.countDown();
                    Loopback.proxy(
                                    Greeter.class,
                                    connection,
                                    CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)))
                            .slow("x");
                    return request;
                });
        CompletableFuture<byte[]> call =
                connection.call(
                        RpcMethod.raw("front", "relay"),
                        new byte[0],
                        CallOptions.DEFAULT
                                .withTimeout(Duration.ofSeconds(30))
                                .withMetadata(Metadata.of("traceparent", "00-1-2-01")));
        assertThat(relayed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(provider.started.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(inherited.get()).isBetween(1L, TimeUnit.SECONDS.toNanos(30));
        assertThat(trace.get()).isEqualTo("00-1-2-01");
        call.cancel(true);
        assertThat(provider.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_handler_inherits_the_smaller_deadline() throws Exception {
        services.bind(
                "front",
                "relay",
                (call, request) -> {
                    Loopback.proxy(
                                    Greeter.class,
                                    connection,
                                    CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1)))
                            .slow("x");
                    return request;
                });
        assertFails(
                connection.call(
                        RpcMethod.raw("front", "relay"),
                        new byte[0],
                        CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200))),
                Status.DEADLINE_EXCEEDED,
                "rpc.deadline-exceeded");
        assertThat(provider.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void calls_over_the_limit_are_refused_at_once() throws Exception {
        Loopback.Running small =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(RpcLimits.DEFAULT.withMaxConcurrentCalls(2)),
                        0);
        Greeter limited =
                Loopback.proxy(
                        Greeter.class, loopback.connect(small.address()), CallOptions.DEFAULT);
        CompletableFuture<String> one = limited.later("never");
        CompletableFuture<String> two = limited.later("never");
        assertThatThrownBy(() -> limited.later("third").get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.Overloaded.class);
        provider.pending.complete("done");
        assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(two.get(5, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void observers_on_both_sides_see_every_call() throws Exception {
        List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        CallObserver observer =
                (service, method, principal, status, nanos) ->
                        seen.add(service + "/" + method + " " + principal + " " + status);
        Loopback.Running observed =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME).withObserver(observer), 0);
        RpcConnection watching =
                loopback.client(observer)
                        .connect(observed.address(), Loopback.ALICE)
                        .get(5, TimeUnit.SECONDS);
        Greeter watched = Loopback.proxy(Greeter.class, watching, CallOptions.DEFAULT);
        watched.add(1, 2);
        assertThatThrownBy(() -> watched.forget("nobody")).isInstanceOf(Rejected.class);
        Loopback.await("both are seen twice", () -> seen.size() == 4);
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "test/add user:alice OK",
                        "test/add user:alice OK",
                        "test/forget user:alice NOT_FOUND",
                        "test/forget user:alice NOT_FOUND");
    }

    private void assertFails(RpcMethod method, Status status, String code) {
        assertFails(connection.call(method, new byte[0], CallOptions.DEFAULT), status, code);
    }

    private static void assertFails(CompletableFuture<byte[]> call, Status status, String code) {
        ExecutionException thrown =
                catchThrowableOfType(ExecutionException.class, () -> call.get(5, TimeUnit.SECONDS));
        Failure failure = java.util.Objects.requireNonNull((Failure) thrown.getCause());
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void connections_over_the_limit_are_refused() throws Exception {
        Loopback.Running small =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME)
                                .withLimits(RpcLimits.DEFAULT.withMaxConnections(1)),
                        0);
        RpcConnection first = loopback.connect(small.address());
        assertThatThrownBy(() -> loopback.connect(small.address()))
                .hasCauseInstanceOf(Unavailable.Unreachable.class);
        assertThat(Loopback.proxy(Greeter.class, first, CallOptions.DEFAULT).add(1, 1))
                .isEqualTo(2);
    }
}
