package io.stargazer.rpc.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.SingleItem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-8: calls that nobody could be asked to answer count too, once, like all others. */
@Timeout(30)
class UnmadeCallsTest {

    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");

    private static final RpcLimits.Handlers ONE_AT_A_TIME =
            new RpcLimits.Handlers(1, 1, Duration.ofMillis(20));

    private final Loopback loopback = new Loopback();
    private final CallMetrics metrics = new CallMetrics();
    private BalancedCaller caller;

    @BeforeEach
    void start() {
        caller = new BalancedCaller(loopback.client(metrics), Loopback.ALICE);
    }

    @AfterEach
    void stop() throws Exception {
        caller.close();
        loopback.close();
    }

    private CompletableFuture<byte[]> call(CallOptions options) {
        return caller.call(ECHO, new byte[0], options);
    }

    /** A call is counted right after its caller has heard. */
    private MethodFigures counted() {
        Loopback.await("a call is counted", () -> metrics.calls() > 0);
        assertThat(metrics.total()).hasSize(1);
        return metrics.total().getFirst();
    }

    @Test
    void a_call_without_an_instance_counts_as_unreachable() {
        assertThatThrownBy(call(CallOptions.DEFAULT)::join).isNotNull();
        assertThat(counted().calls()).isOne();
        assertThat(counted().failures()).isEqualTo(Map.of(Status.UNREACHABLE, 1L));
        assertThat(counted().method()).isEqualTo("echo");
    }

    @Test
    void a_stream_without_an_instance_counts_as_unreachable() {
        SingleItem subscriber = new SingleItem();
        caller.stream(ECHO, new byte[0], CallOptions.DEFAULT).subscribe(subscriber);
        assertThatThrownBy(subscriber::join).isNotNull();
        assertThat(counted().failures()).isEqualTo(Map.of(Status.UNREACHABLE, 1L));
    }

    @Test
    void a_call_that_waits_in_vain_for_an_instance_counts_with_its_wait() throws Exception {
        caller.endpoints(List.of(Endpoint.of(closedPort())));
        assertThatThrownBy(call(CallOptions.DEFAULT.withTimeout(Duration.ofMillis(100)))::join)
                .isNotNull();
        assertThat(counted().calls()).isOne();
        assertThat(counted().failures()).hasSize(1);
        assertThat(counted().longestNanos()).isGreaterThan(50_000_000);
    }

    @Test
    void a_call_given_up_while_it_waits_counts_as_cancelled() throws Exception {
        caller.endpoints(List.of(Endpoint.of(closedPort())));
        CompletableFuture<byte[]> call = call(CallOptions.DEFAULT);
        assertThat(call.cancel(true)).isTrue();
        assertThat(counted().failures()).isEqualTo(Map.of(Status.CANCELLED, 1L));
    }

    @Test
    void a_call_that_is_made_counts_once_however_it_ends() throws Exception {
        ServiceTable services = new ServiceTable();
        AtomicInteger served = new AtomicInteger();
        services.bind(
                "test",
                "echo",
                (call, request) -> {
                    if (served.incrementAndGet() % 2 == 0) {
                        throw new Unavailable.NotLeader("planted", "every other call fails");
                    }
                    return request;
                });
        caller.endpoints(List.of(Endpoint.of(loopback.serve(services).address())));
        for (int i = 0; i < 5; i++) {
            call(CallOptions.DEFAULT).join();
            assertThatThrownBy(call(CallOptions.DEFAULT)::join)
                    .hasCauseInstanceOf(Unavailable.NotLeader.class);
        }
        Loopback.await("the last is counted", () -> metrics.calls() >= 10);
        assertThat(counted().calls()).isEqualTo(10);
        assertThat(counted().failures()).isEqualTo(Map.of(Status.NOT_LEADER, 5L));
    }

    @Test
    void a_call_that_the_provider_refuses_counts_there_too() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ServiceTable services = new ServiceTable();
        services.bind(
                "test",
                "echo",
                (call, request) -> {
                    release.await();
                    return request;
                });
        RpcSettings settings =
                new RpcSettings(services, Loopback.BY_NAME)
                        .withLimits(RpcLimits.DEFAULT.withHandlers(ONE_AT_A_TIME))
                        .withObserver(metrics);
        RpcConnection connection = loopback.connect(loopback.serve(settings, 0).address());
        CompletableFuture<byte[]> first = connection.call(ECHO, new byte[0], CallOptions.DEFAULT);
        assertThatThrownBy(connection.call(ECHO, new byte[0], CallOptions.DEFAULT)::join)
                .hasCauseInstanceOf(Unavailable.Overloaded.class);
        release.countDown();
        first.join();
        Loopback.await("both are counted", () -> metrics.calls() == 2);
        assertThat(counted().failures()).isEqualTo(Map.of(Status.OVERLOADED, 1L));
    }

    private static Address closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        }
    }
}
