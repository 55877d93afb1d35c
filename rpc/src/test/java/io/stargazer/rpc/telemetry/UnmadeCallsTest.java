package io.stargazer.rpc.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.SingleItem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-8: calls that nobody could be asked to answer count too, once, like all others. */
@Timeout(30)
class UnmadeCallsTest {

    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");

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

    private MethodFigures counted() {
        Loopback.await("it is counted", () -> metrics.total().size() == 1);
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
    void a_call_that_is_made_counts_once() throws Exception {
        ServiceTable services = new ServiceTable();
        services.bind("test", "echo", (call, request) -> request);
        caller.endpoints(List.of(Endpoint.of(loopback.serve(services).address())));
        call(CallOptions.DEFAULT).join();
        assertThat(counted().calls()).isOne();
        assertThat(counted().failures()).isEmpty();
    }

    private static Address closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", socket.getLocalPort());
        }
    }
}
