package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawProvider;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.Backoff;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-2, RP-4: what cannot go on ends at once, and what does not last is not tried all the time. */
@Timeout(60)
class LostCausesTest {

    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");
    private static final CallOptions PATIENT = CallOptions.DEFAULT.withTimeout(Duration.ofHours(1));

    private final Loopback loopback = new Loopback();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private static ServiceTable echo() {
        return new ServiceTable().bind("test", "echo", (call, request) -> request);
    }

    private static Endpoint endpoint(ServerSocket socket) {
        return Endpoint.of(new Address("127.0.0.1", socket.getLocalPort()));
    }

    private static CompletableFuture<byte[]> call(BalancedCaller caller) {
        return caller.call(ECHO, new byte[] {7}, PATIENT);
    }

    @Test
    void calls_that_wait_for_an_instance_fail_when_the_client_is_closed() throws Exception {
        RpcClient client = loopback.client();
        BalancedCaller caller = new BalancedCaller(client, Loopback.ALICE);
        Loopback.Running gone = loopback.serve(echo());
        caller.endpoints(List.of(Endpoint.of(gone.address())));
        call(caller).get(20, TimeUnit.SECONDS);
        gone.server().close();
        Loopback.await("the loss is seen", () -> caller.targets().getFirst().failed());
        CompletableFuture<byte[]> waiting = call(caller);
        Collector<byte[]> stream = new Collector<>(1);
        caller.stream(ECHO, new byte[0], PATIENT).subscribe(stream);
        assertThat(waiting).isNotDone();
        client.close();
        assertThat(Fleet.failure(waiting).code()).isEqualTo("rpc.client-closed");
        assertThat(((Failure) stream.failure()).code()).isEqualTo("rpc.client-closed");
        assertThat(Fleet.failure(call(caller)).status()).isEqualTo(Status.UNREACHABLE);
        assertThat(Fleet.failure(call(caller)).code()).isEqualTo("rpc.client-closed");
    }

    @Test
    void a_call_that_waits_for_a_connection_fails_when_the_client_is_closed() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            RpcClient client = loopback.client();
            BalancedCaller caller = new BalancedCaller(client, Loopback.ALICE);
            caller.endpoints(List.of(endpoint(mute)));
            CompletableFuture<byte[]> waiting = call(caller);
            Socket accepted = mute.accept();
            client.close();
            assertThat(Fleet.failure(waiting).code()).isEqualTo("rpc.client-closed");
            accepted.close();
        }
    }

    @Test
    void a_call_whose_login_cannot_be_renewed_goes_to_another_instance() throws Exception {
        AtomicInteger logins = new AtomicInteger();
        Authenticator once =
                credential -> {
                    if (logins.incrementAndGet() > 1) {
                        throw new Unavailable.Unreachable("identity.no-keys", "planted");
                    }
                    return Logins.of("bob", Instant.EPOCH);
                };
        Address expired = loopback.serve(new RpcSettings(echo(), once), 0).address();
        Address well = loopback.serve(echo()).address();
        BalancedCaller caller =
                new BalancedCaller(
                        loopback.client(),
                        Loopback.ALICE,
                        BalancedCaller.Settings.DEFAULT.withBalancer(Balancer.roundRobin()));
        caller.endpoints(List.of(Endpoint.of(expired), Endpoint.of(well)));
        for (int at = 0; at < 4; at++) {
            assertThat(call(caller).get(20, TimeUnit.SECONDS)).containsExactly(7);
        }
        assertThat(logins).hasValueGreaterThan(1);
    }

    @Test
    void a_provider_that_lets_callers_in_and_drops_them_is_not_dialled_without_pause()
            throws Exception {
        Backoff pauses = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
        try (ServerSocket listener = new ServerSocket(0);
                BalancedCaller caller =
                        new BalancedCaller(
                                loopback.client(),
                                Loopback.ALICE,
                                BalancedCaller.Settings.DEFAULT.withBackoff(pauses))) {
            AtomicInteger dropped = new AtomicInteger();
            Thread provider = Thread.ofVirtual().start(() -> dropEach(listener, dropped));
            caller.endpoints(List.of(endpoint(listener)));
            long fromNs = System.nanoTime();
            CompletableFuture<byte[]> call = call(caller);
            Loopback.await("six were let in", () -> dropped.get() >= 6);
            Duration took = Duration.ofNanos(System.nanoTime() - fromNs);
            // Each pause is at least half of 50, 100, 200, 400 and 800 ms.
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(775));
            call.cancel(true);
            assertThat(provider.isAlive()).as("it had not ended by itself").isTrue();
        }
    }

    private static void dropEach(ServerSocket listener, AtomicInteger dropped) {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                RawProvider.welcome(socket);
                dropped.incrementAndGet();
            } catch (IOException left) {
                // By the caller, or the listener is closed and that is the end.
            }
        }
    }
}
