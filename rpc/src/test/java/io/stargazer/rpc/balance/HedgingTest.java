package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.Greeter;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.service.ServiceTable;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-4: a call that takes long is made a second time elsewhere. */
@Timeout(60)
class HedgingTest {

    private static final RpcMethod ASK = new RpcMethod("test", "ask", 0, true);
    private static final CallOptions HEDGED =
            CallOptions.DEFAULT
                    .withTimeout(Duration.ofMinutes(1))
                    .withHedgeAfter(Duration.ofMillis(20));

    private final Fleet fleet =
            new Fleet(BalancedCaller.Settings.DEFAULT.withBalancer(Balancer.roundRobin()));
    private final Provider first = new Provider("first");
    private final Provider second = new Provider("second");

    /** Answers when it is let go. */
    private static final class Provider {
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger interrupted = new AtomicInteger();
        final CountDownLatch go = new CountDownLatch(1);
        private final byte[] name;

        Provider(String name) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
        }

        ServiceTable services() {
            return new ServiceTable().bind("test", "ask", (call, request) -> answer());
        }

        private byte[] answer() throws InterruptedException {
            asked.incrementAndGet();
            try {
                go.await();
                return name;
            } catch (InterruptedException cancelled) {
                interrupted.incrementAndGet();
                throw cancelled;
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        fleet.add(first.services());
        fleet.add(second.services());
        fleet.list();
    }

    @AfterEach
    void close() throws Exception {
        first.go.countDown();
        second.go.countDown();
        fleet.close();
    }

    private static String answer(CompletableFuture<byte[]> call) throws Exception {
        return new String(call.get(20, TimeUnit.SECONDS), StandardCharsets.UTF_8);
    }

    @Test
    void the_second_answers_and_the_first_is_cancelled_at_its_provider() throws Exception {
        second.go.countDown();
        assertThat(answer(fleet.caller.call(ASK, new byte[0], HEDGED))).isEqualTo("second");
        Loopback.await("the first is stopped", () -> first.interrupted.get() == 1);
        assertThat(second.interrupted).hasValue(0);
    }

    @Test
    void the_first_answers_and_the_second_is_cancelled_at_its_provider() throws Exception {
        CompletableFuture<byte[]> call = fleet.caller.call(ASK, new byte[0], HEDGED);
        Loopback.await("the second is asked", () -> second.asked.get() == 1);
        first.go.countDown();
        assertThat(answer(call)).isEqualTo("first");
        Loopback.await("the second is stopped", () -> second.interrupted.get() == 1);
    }

    @Test
    void a_quick_answer_needs_no_second_call() throws Exception {
        first.go.countDown();
        CallOptions patient = CallOptions.DEFAULT.withHedgeAfter(Duration.ofSeconds(5));
        for (int at = 0; at < 10; at++) {
            second.go.countDown();
            answer(fleet.caller.call(ASK, new byte[0], patient));
        }
        assertThat(first.asked.get() + second.asked.get()).isEqualTo(10);
    }

    @Test
    void cancelling_the_call_cancels_both() throws Exception {
        CompletableFuture<byte[]> call = fleet.caller.call(ASK, new byte[0], HEDGED);
        Loopback.await("the second is asked", () -> second.asked.get() == 1);
        call.cancel(true);
        Loopback.await(
                "both are stopped",
                () -> first.interrupted.get() == 1 && second.interrupted.get() == 1);
    }

    @Test
    void one_deadline_holds_for_both() throws Exception {
        CallOptions brief = HEDGED.withTimeout(Duration.ofMillis(200));
        assertThat(Fleet.failure(fleet.caller.call(ASK, new byte[0], brief)).status())
                .isEqualTo(Status.DEADLINE_EXCEEDED);
        Loopback.await(
                "both are stopped",
                () -> first.interrupted.get() == 1 && second.interrupted.get() == 1);
    }

    @Test
    void the_failure_of_one_is_not_the_end_while_the_other_may_answer() throws Exception {
        CompletableFuture<byte[]> call = fleet.caller.call(ASK, new byte[0], HEDGED);
        Loopback.await("the second is asked", () -> second.asked.get() == 1);
        fleet.running.getFirst().server().close();
        second.go.countDown();
        assertThat(answer(call)).isEqualTo("second");
    }

    @Test
    void there_is_no_second_call_without_another_instance() throws Exception {
        fleet.running.removeLast();
        fleet.list();
        CompletableFuture<byte[]> call =
                fleet.caller.call(
                        ASK,
                        new byte[0],
                        HEDGED.withHedgeAfter(Duration.ZERO).withTimeout(Duration.ofMillis(200)));
        Fleet.failure(call);
        assertThat(first.asked).hasValue(1);
    }

    @Test
    void second_calls_are_paid_from_the_retry_budget() throws Exception {
        long fromNs = System.nanoTime();
        CallOptions atOnce = HEDGED.withHedgeAfter(Duration.ZERO);
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            calls.add(fleet.caller.call(ASK, new byte[0], atOnce));
        }
        Loopback.await("the budget is spent", () -> asked() >= 200 + 200 / 5);
        double seconds = (System.nanoTime() - fromNs) / 1e9;
        first.go.countDown();
        second.go.countDown();
        for (CompletableFuture<byte[]> call : calls) {
            answer(call);
        }
        assertThat(asked() - 200).isLessThanOrEqualTo((int) (200 / 5 + 10 + 10 * seconds + 1));
    }

    private int asked() {
        return first.asked.get() + second.asked.get();
    }

    @Test
    void what_is_not_idempotent_is_not_hedged() throws Exception {
        RpcMethod book = RpcMethod.raw("test", "ask");
        Failure refused = Fleet.failure(fleet.caller.call(book, new byte[0], HEDGED));
        assertThat(refused.code()).isEqualTo("rpc.not-idempotent");
        assertThat(refused).hasMessageContaining("test/ask is not idempotent");
        assertThat(first.asked).hasValue(0);
    }

    /** Nothing in it may be done twice. */
    interface Booking {
        void book(String what);
    }

    @Test
    void a_contract_is_hedged_where_it_is_idempotent() throws Exception {
        Caller caller = fleet.caller;
        assertThatThrownBy(() ->
                        RpcProxy.create(Booking.class, "test", caller, new JsonPayload(), HEDGED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no method of it is marked @Idempotent");
        List<CallOptions> used = new ArrayList<>();
        Caller noting =
                (Caller)
                        Proxy.newProxyInstance(
                                Caller.class.getClassLoader(),
                                new Class<?>[] {Caller.class},
                                (proxy, method, given) -> {
                                    used.add((CallOptions) given[2]);
                                    return CompletableFuture.completedFuture(
                                            "\"done\"".getBytes(StandardCharsets.UTF_8));
                                });
        Greeter greeter = RpcProxy.create(Greeter.class, "test", noting, new JsonPayload(), HEDGED);
        CompletableFuture<String> later = greeter.later("not idempotent");
        greeter.once("idempotent");
        assertThat(later).isNotNull();
        assertThat(used)
                .extracting(CallOptions::hedgeAfter)
                .containsExactly(null, HEDGED.hedgeAfter());
    }
}
