package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.WaitingCalls;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-2, RP-4: a call waits for whom it needs, within its deadline. */
@Timeout(60)
class ComingBackTest {

    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");
    private static final CallOptions BRIEF =
            CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300));

    private final Fleet fleet = new Fleet(BalancedCaller.Settings.DEFAULT);
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    private ServiceTable echo() {
        return new ServiceTable()
                .bind(
                        "test",
                        "echo",
                        (call, request) -> {
                            served.incrementAndGet();
                            return request;
                        });
    }

    private CompletableFuture<byte[]> call(CallOptions options) {
        return fleet.caller.call(ECHO, new byte[] {7}, options);
    }

    private void loseTheOnlyOne() throws Exception {
        fleet.add(echo());
        fleet.list();
        call(CallOptions.DEFAULT).get(5, TimeUnit.SECONDS);
        Target target = fleet.target(fleet.running.getFirst());
        fleet.running.getFirst().server().close();
        Loopback.await("the loss is seen", target::failed);
    }

    @Test
    void calls_wait_for_the_only_instance_to_come_back() throws Exception {
        loseTheOnlyOne();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < 100; at++) {
            calls.add(call(CallOptions.DEFAULT.withTimeout(Duration.ofSeconds(20))));
        }
        fleet.restart(fleet.running.getFirst(), echo());
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS)).containsExactly(7);
        }
        assertThat(served).hasValue(101);
    }

    @Test
    void a_waiting_call_goes_to_an_instance_that_is_new_on_the_list() throws Exception {
        loseTheOnlyOne();
        CompletableFuture<byte[]> call = call(CallOptions.DEFAULT);
        assertThat(call).isNotDone();
        fleet.add(echo());
        fleet.list();
        assertThat(call.get(20, TimeUnit.SECONDS)).containsExactly(7);
    }

    @Test
    void a_stream_waits_too() throws Exception {
        loseTheOnlyOne();
        Collector<byte[]> stream = new Collector<>(1);
        fleet.caller.stream(RpcMethod.raw("test", "items"), new byte[0], CallOptions.DEFAULT)
                .subscribe(stream);
        assertThat(stream.end).isNotDone();
        ServiceTable services = echo();
        services.bindStream(
                "test",
                "items",
                (call, request) -> {
                    SubmissionPublisher<EncodedItem> nothing = new SubmissionPublisher<>();
                    nothing.close();
                    return nothing;
                });
        fleet.restart(fleet.running.getFirst(), services);
        assertThat(stream.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
    }

    @Test
    void a_waiting_call_fails_when_nobody_is_left_to_wait_for() throws Exception {
        loseTheOnlyOne();
        CompletableFuture<byte[]> call = call(CallOptions.DEFAULT);
        fleet.caller.endpoints(List.of());
        assertThat(Fleet.failure(call)).hasMessage("no instance of test is known");
    }

    @Test
    void who_waits_in_vain_is_told_the_last_reason() throws Exception {
        loseTheOnlyOne();
        Failure failure = Fleet.failure(call(BRIEF));
        assertThat(failure.status()).isEqualTo(Status.UNREACHABLE);
        assertThat(failure.code()).isEqualTo("rpc.no-instance");
        assertThat(failure)
                .hasMessageContaining("none of the 1 instances of test can be reached; last: ")
                .hasMessageContaining(fleet.running.getFirst().address().toString());
    }

    /** The first look of each caller comes just too early: seen in a rolling restart. */
    @Test
    void one_that_comes_between_two_looks_is_found() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Balancer early =
                targets -> {
                    Balancer.Picker picker = Balancer.roundRobin().over(targets);
                    return (options, usable) ->
                            looks.incrementAndGet() % 3 == 1 ? null : picker.pick(options, usable);
                };
        fleet.add(echo());
        BalancedCaller caller =
                new BalancedCaller(
                        fleet.loopback.client(),
                        Loopback.ALICE,
                        BalancedCaller.Settings.DEFAULT.withBalancer(early));
        caller.endpoints(List.of(Endpoint.of(fleet.running.getFirst().address())));
        assertThat(caller.call(ECHO, new byte[] {7}, CallOptions.DEFAULT))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(new byte[] {7});
        assertThat(looks).hasValue(3);
        caller.close();
    }

    @Test
    void no_more_wait_than_there_is_room_for() throws Exception {
        loseTheOnlyOne();
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < WaitingCalls.MOST; at++) {
            calls.add(call(CallOptions.DEFAULT));
        }
        assertThat(Fleet.failure(call(CallOptions.DEFAULT)).code()).isEqualTo("rpc.no-instance");
        calls.getFirst().cancel(true);
        assertThat(calls.stream().skip(1)).noneMatch(CompletableFuture::isDone);
        fleet.restart(fleet.running.getFirst(), echo());
        calls.getLast().get(20, TimeUnit.SECONDS);
    }

    @Test
    void one_that_does_not_let_us_in_is_not_waited_for_while_there_is_another() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            fleet.add(echo());
            Endpoint silent = Endpoint.of(new Address("127.0.0.1", mute.getLocalPort()));
            Endpoint well = Endpoint.of(fleet.running.getFirst().address());
            fleet.caller.endpoints(List.of(silent, well));
            CallOptions shorterThanTheHandshake =
                    CallOptions.DEFAULT.withTimeout(
                            RpcLimits.Times.DEFAULT.handshake().dividedBy(2));
            for (int at = 0; at < 20; at++) {
                assertThat(call(shorterThanTheHandshake).get(20, TimeUnit.SECONDS))
                        .containsExactly(7);
            }
            assertThat(served).hasValue(20);
        }
    }

    @Test
    void an_expired_token_is_renewed_at_once_and_the_call_made_again() throws Exception {
        Authenticator byExpiry =
                credential -> {
                    String text = new String(credential.bytes(), StandardCharsets.UTF_8);
                    return Logins.of("bob", Instant.ofEpochMilli(Long.parseLong(text)));
                };
        Loopback.Running provider = fleet.loopback.serve(new RpcSettings(echo(), byExpiry), 0);
        long soon = System.currentTimeMillis() + 200;
        AtomicInteger shown = new AtomicInteger();
        BalancedCaller caller =
                new BalancedCaller(
                        fleet.loopback.client(), () -> token(shown.incrementAndGet(), soon));
        caller.endpoints(List.of(Endpoint.of(provider.address())));
        caller.call(ECHO, new byte[0], CallOptions.DEFAULT).get(5, TimeUnit.SECONDS);
        Loopback.await("the token expires", () -> System.currentTimeMillis() > soon);
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            calls.add(caller.call(ECHO, new byte[] {7}, CallOptions.DEFAULT));
        }
        for (CompletableFuture<byte[]> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS)).containsExactly(7);
        }
        assertThat(served).hasValue(51);
        assertThat(shown).hasValue(2);
        caller.close();
    }

    private static Credential token(int number, long soon) {
        return Loopback.token("" + (number == 1 ? soon : soon + 3_600_000));
    }

    @Test
    void a_token_that_is_expired_again_is_not_renewed_for_ever() throws Exception {
        Authenticator expired = credential -> Logins.of("bob", Instant.EPOCH);
        Loopback.Running provider = fleet.loopback.serve(new RpcSettings(echo(), expired), 0);
        AtomicInteger shown = new AtomicInteger();
        BalancedCaller caller =
                new BalancedCaller(
                        fleet.loopback.client(),
                        () -> Loopback.token("bob" + shown.incrementAndGet()));
        caller.endpoints(List.of(Endpoint.of(provider.address())));
        assertThat(Fleet.failure(caller.call(ECHO, new byte[0], CallOptions.DEFAULT)).code())
                .isEqualTo("rpc.token-expired");
        assertThat(shown).hasValueLessThanOrEqualTo(3);
        caller.close();
    }
}
