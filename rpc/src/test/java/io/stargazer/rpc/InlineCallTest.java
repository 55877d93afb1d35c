package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.loop.Burst;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-1, RP-3, RP-6: methods that run on the event loop, and what waits to be sent. */
@Timeout(30)
class InlineCallTest {

    private final Loopback loopback = new Loopback();
    private final LongAdder observed = new LongAdder();

    private final CallObserver observer =
            (service, method, principal, status, nanos) -> {
                assertThat(principal).isEqualTo("user:alice");
                assertThat(nanos).isNotNegative();
                observed.increment();
            };

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private RpcConnection connect(ServiceTable services) throws Exception {
        RpcSettings settings = new RpcSettings(services, Loopback.BY_NAME).withObserver(observer);
        return loopback.connect(loopback.serve(settings, 0).address());
    }

    private static CompletableFuture<byte[]> call(
            RpcConnection connection, String method, byte... request) {
        return connection.call(RpcMethod.raw("raw", method), request, CallOptions.DEFAULT);
    }

    @Test
    void the_handler_knows_the_call_while_it_runs_and_no_longer() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bindInline(
                                "raw",
                                "who",
                                (call, request) -> {
                                    assertThat(CallContext.current()).contains(call);
                                    return call.principal()
                                            .actor()
                                            .getBytes(StandardCharsets.UTF_8);
                                })
                        .bindInline(
                                "raw",
                                "fail",
                                (call, request) -> {
                                    throw new Rejected(Status.CONFLICT, "test.no", "no");
                                })
                        .bindInline("raw", "nothing", (call, request) -> nothing());
        RpcConnection connection = connect(services);
        for (int round = 0; round < 3; round++) {
            assertThat(call(connection, "who").get()).asString().isEqualTo("user:alice");
            assertThatThrownBy(call(connection, "fail")::get)
                    .hasCauseInstanceOf(Rejected.class)
                    .hasMessageContaining("no");
            assertThatThrownBy(call(connection, "nothing")::get).hasCauseInstanceOf(Faulted.class);
        }
        Loopback.await("all are observed", () -> observed.sum() == 9);
    }

    @Test
    void the_event_loop_serves_no_call_when_the_handlers_have_run() throws Exception {
        AtomicReference<Optional<CallContext>> after = new AtomicReference<>();
        RpcConnection connection =
                connect(
                        new ServiceTable()
                                .bindInline(
                                        "raw",
                                        "peek",
                                        (call, request) -> {
                                            Burst.atEnd(() -> after.set(CallContext.current()));
                                            return request;
                                        }));
        assertThat(call(connection, "peek").get(5, TimeUnit.SECONDS)).isEmpty();
        Loopback.await("the burst is over", () -> after.get() != null);
        assertThat(after.get()).isEmpty();
    }

    @SuppressWarnings("NullAway") // What a handler must not do.
    private static byte[] nothing() {
        return null;
    }

    @Test
    void calls_made_on_the_event_loop_by_what_hangs_on_calls_all_end() throws Exception {
        RpcConnection connection =
                connect(new ServiceTable().bindInline("raw", "echo", (call, request) -> request));
        CountDownLatch ended = new CountDownLatch(20);
        for (int chain = 0; chain < 20; chain++) {
            again(connection, new byte[] {(byte) chain}, 500, ended);
        }
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        Loopback.await("all are observed", () -> observed.sum() == 20 * 500);
    }

    private static void again(
            RpcConnection connection, byte[] payload, int left, CountDownLatch ended) {
        CompletableFuture<Void> unused =
                call(connection, "echo", payload)
                        .thenAccept(answer -> {
                            assertThat(answer).isEqualTo(payload);
                            if (left == 1) {
                                ended.countDown();
                            } else {
                                again(connection, payload, left - 1, ended);
                            }
                        });
    }

    @Test
    void blocking_threads_each_get_their_own_answer_whatever_its_size() throws Exception {
        RpcConnection connection =
                connect(
                        new ServiceTable()
                                .bindInline("raw", "echo", (call, request) -> request)
                                .bind("raw", "echo2", (call, request) -> request));
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int at = 0; at < 50; at++) {
            Random random = new Random(at);
            threads.add(
                    CompletableFuture.runAsync(
                            () -> echo(connection, random),
                            task -> Thread.ofVirtual().start(task)));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(25, TimeUnit.SECONDS);
        }
        Loopback.await("all are observed", () -> observed.sum() == 50 * 60);
    }

    private static void echo(RpcConnection connection, Random random) {
        for (int round = 0; round < 60; round++) {
            byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 100_000 : 200)];
            random.nextBytes(payload);
            String method = random.nextBoolean() ? "echo" : "echo2";
            assertThat(call(connection, method, payload).join()).isEqualTo(payload);
        }
    }

    @Test
    void what_waits_on_a_stuck_loop_is_refused_at_once_over_the_limit() throws Exception {
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        RpcConnection connection =
                connect(
                        new ServiceTable()
                                .bind("raw", "size", (call, request) -> new byte[1])
                                .bind(
                                        "raw",
                                        "wait",
                                        (call, request) -> {
                                            attached.await();
                                            return request;
                                        }));
        CompletableFuture<Void> unused =
                call(connection, "wait")
                        .thenAccept(answer -> {
                            stuck.countDown();
                            awaitUnchecked(free);
                        });
        attached.countDown(); // or the action would run here, and the loop go on
        assertThat(stuck.await(5, TimeUnit.SECONDS)).isTrue();
        byte[] megabyte = new byte[1 << 20];
        List<CompletableFuture<byte[]>> waiting = new ArrayList<>();
        for (int at = 0; at < 4; at++) {
            waiting.add(call(connection, "size", megabyte));
        }
        CompletableFuture<byte[]> refused = call(connection, "size", megabyte);
        assertThat(refused).isCompletedExceptionally();
        assertThat(refused.exceptionNow()).isInstanceOf(Unavailable.Overloaded.class);
        assertThat(((Unavailable.Overloaded) refused.exceptionNow()).code())
                .isEqualTo("rpc.outgoing-full");
        CompletableFuture<byte[]> small = call(connection, "size");
        free.countDown();
        assertThat(small.get(5, TimeUnit.SECONDS)).hasSize(1);
        for (CompletableFuture<byte[]> call : waiting) {
            assertThat(call.get(5, TimeUnit.SECONDS)).hasSize(1);
        }
        assertThat(call(connection, "size", megabyte).get(5, TimeUnit.SECONDS)).hasSize(1);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
