package io.stargazer.rpc.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-3: many calls as one, against providers that know nothing of it. */
@Timeout(30)
class BulkCallTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");
    private static final RpcMethod INLINE = RpcMethod.raw("raw", "inline");
    private static final RpcMethod GATE = RpcMethod.raw("raw", "gate");

    private final Loopback loopback = new Loopback();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger atGate = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    /** Refuses the numbers that end with 7. */
    private final ServiceTable services =
            new ServiceTable()
                    .bind("raw", "echo", (call, request) -> answer(request))
                    .bindInline("raw", "inline", (call, request) -> answer(request))
                    .bind(
                            "raw",
                            "gate",
                            (call, request) -> {
                                atGate.incrementAndGet();
                                try {
                                    gate.await();
                                } catch (InterruptedException stopped) {
                                    interrupted.incrementAndGet();
                                }
                                return request;
                            });

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        loopback.close();
    }

    private static byte[] answer(byte[] request) {
        if (Numbers.of(request) % 10 == 7) {
            throw new Rejected(Status.CONFLICT, "test.seven", "no sevens");
        }
        return request;
    }

    private Loopback.Running serve(RpcLimits limits) throws Exception {
        return loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(limits), 0);
    }

    private RpcConnection connect(RpcLimits limits) throws Exception {
        return loopback.connect(serve(limits).address());
    }

    private static BulkReplies get(CompletableFuture<BulkReplies> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    private static void assertNumbers(BulkReplies replies, int from, int size) {
        assertThat(replies.size()).isEqualTo(size);
        for (int at = 0; at < size; at++) {
            if ((from + at) % 10 == 7) {
                assertThat(replies.isOk(at)).isFalse();
                assertThat(replies.neverStarted(at)).isFalse();
                assertThat(replies.failure(at)).isInstanceOf(Rejected.class);
                int index = at;
                assertThatThrownBy(() -> replies.get(index)).hasMessage("no sevens");
            } else {
                assertThat(Numbers.of(replies.get(at))).isEqualTo(from + at);
            }
        }
        assertThat(replies.failures()).isEqualTo(size / 10);
    }

    @Test
    void every_request_has_an_outcome_of_its_own() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT);
        CompletableFuture<BulkReplies> threads =
                connection.callAll(ECHO, Numbers.upFrom(100, 1000), CallOptions.DEFAULT);
        CompletableFuture<BulkReplies> inline =
                connection.callAll(INLINE, Numbers.upFrom(5000, 3000), CallOptions.DEFAULT);
        assertNumbers(get(threads), 100, 1000);
        assertNumbers(get(inline), 5000, 3000);
        BulkReplies few =
                get(
                        connection.callAll(
                                INLINE,
                                List.of(new byte[0], Numbers.bytes(4)),
                                CallOptions.DEFAULT));
        assertThat(few.get(0)).isEmpty();
        assertThat(few.length(1)).isEqualTo(4);
        assertThat(few.bytes()[few.offset(1) + 3]).isEqualTo((byte) 4);
    }

    @Test
    void none_is_nothing() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT);
        CompletableFuture<BulkReplies> call =
                connection.callAll(ECHO, new BulkRequests(), CallOptions.DEFAULT);
        assertThat(call).isCompleted();
        assertThat(call.get().size()).isZero();
    }

    @Test
    void more_than_there_are_ids_take_turns_and_leave_room_for_single_calls() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        List<CompletableFuture<BulkReplies>> bulks = new ArrayList<>();
        for (int at = 0; at < 4; at++) {
            bulks.add(
                    connection.callAll(
                            ECHO, Numbers.upFrom(10_000 * at, 2000), CallOptions.DEFAULT));
        }
        CompletableFuture<byte[]> single =
                connection.call(ECHO, Numbers.bytes(5), CallOptions.DEFAULT);
        assertThat(Numbers.of(single.get(20, TimeUnit.SECONDS))).isEqualTo(5);
        for (int at = 0; at < 4; at++) {
            assertNumbers(get(bulks.get(at)), 10_000 * at, 2000);
        }
    }

    @Test
    void large_requests_go_as_the_socket_takes_them() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT);
        byte[] large = new byte[300_000];
        large[large.length - 1] = 9;
        BulkRequests requests = new BulkRequests();
        for (int at = 0; at < 100; at++) {
            requests.add(large);
        }
        BulkReplies replies = get(connection.callAll(INLINE, requests, CallOptions.DEFAULT));
        assertThat(replies.failures()).isZero();
        assertThat(replies.get(99)).isEqualTo(large);
    }

    @Test
    void a_request_that_is_too_large_fails_alone() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT.withMaxFrameBytes(70_000));
        BulkReplies replies =
                get(
                        connection.callAll(
                                ECHO,
                                List.of(Numbers.bytes(1), new byte[80_000], Numbers.bytes(2)),
                                CallOptions.DEFAULT));
        assertThat(replies.failures()).isOne();
        assertThat(replies.failure(1))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("rpc.request-too-large"));
        assertThat(replies.neverStarted(1)).isTrue();
        assertThat(Numbers.of(replies.get(2))).isEqualTo(2);
        BulkReplies none =
                get(connection.callAll(ECHO, List.of(new byte[80_000]), CallOptions.DEFAULT));
        assertThat(none.failures()).isOne();
    }

    @Test
    void a_cancellation_stops_what_is_open_and_drops_the_rest() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        CompletableFuture<BulkReplies> call =
                connection.callAll(
                        GATE,
                        Numbers.upFrom(0, 1000),
                        CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(5)));
        Loopback.await("the ids are used up", () -> atGate.get() == 14);
        assertThat(call.cancel(true)).isTrue();
        Loopback.await("all are interrupted", () -> interrupted.get() == 14);
        // The provider says the end of a call before its handler has ended, which still counts.
        Loopback.await("their places are free", () -> echoes(connection).failures() == 10);
        assertNumbers(echoes(connection), 0, 100);
        assertThat(atGate).hasValue(14);
    }

    private static BulkReplies echoes(RpcConnection connection) {
        return connection.callAll(ECHO, Numbers.upFrom(0, 100), CallOptions.DEFAULT).join();
    }

    @Test
    void the_deadline_is_one_for_all() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        BulkReplies replies =
                get(
                        connection.callAll(
                                GATE,
                                Numbers.upFrom(0, 100),
                                CallOptions.DEFAULT.withTimeout(Duration.ofMillis(300))));
        assertThat(replies.failures()).isEqualTo(100);
        for (int at = 0; at < 100; at++) {
            assertThat(replies.failure(at)).isInstanceOf(Unavailable.DeadlineExceeded.class);
        }
        assertThat(replies.neverStarted(0)).isFalse();
        assertThat(replies.neverStarted(99)).isTrue();
        Loopback.await("the handlers are stopped", () -> interrupted.get() == 14);
    }

    @Test
    void a_lost_connection_leaves_open_only_what_was_sent() throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        RpcConnection connection = loopback.connect(running.address());
        CompletableFuture<BulkReplies> call =
                connection.callAll(GATE, Numbers.upFrom(0, 100), CallOptions.DEFAULT);
        Loopback.await("the ids are used up", () -> atGate.get() == 14);
        running.server().close();
        BulkReplies replies = get(call);
        for (int at = 0; at < 100; at++) {
            assertThat(replies.failure(at)).isInstanceOf(Unavailable.class);
            assertThat(replies.neverStarted(at)).as("%d", at).isEqualTo(at >= 14);
        }
        assertThat(connection.callAll(ECHO, Numbers.upFrom(0, 3), CallOptions.DEFAULT))
                .isCompletedWithValueMatching(gone -> gone.failures() == 3 && gone.neverStarted(2));
    }

    @Test
    void a_provider_that_drains_loses_nothing() throws Exception {
        Loopback.Running running = serve(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        RpcConnection connection = loopback.connect(running.address());
        CompletableFuture<BulkReplies> call =
                connection.callAll(GATE, Numbers.upFrom(0, 100), CallOptions.DEFAULT);
        Loopback.await("the ids are used up", () -> atGate.get() == 14);
        CompletableFuture<Boolean> drained =
                CompletableFuture.supplyAsync(() -> drain(running), Thread::startVirtualThread);
        Loopback.await("it is told", () -> !connection.isReady());
        gate.countDown();
        BulkReplies replies = get(call);
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
        for (int at = 0; at < 100; at++) {
            if (at < 14) {
                assertThat(Numbers.of(replies.get(at))).isEqualTo(at);
            } else {
                assertThat(replies.neverStarted(at)).isTrue();
                assertThat(replies.failure(at)).isInstanceOf(Unavailable.Unreachable.class);
            }
        }
    }

    private static boolean drain(Loopback.Running running) {
        try {
            return running.server().drain(Duration.ofSeconds(10));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void what_waits_for_ids_is_bounded() throws Exception {
        RpcConnection connection = connect(RpcLimits.DEFAULT.withMaxConcurrentCalls(16));
        BulkRequests most = Numbers.upFrom(0, BulkRequests.MAX_SIZE);
        List<CompletableFuture<BulkReplies>> calls = new ArrayList<>();
        for (int at = 0; at < 6; at++) {
            calls.add(connection.callAll(GATE, most, CallOptions.DEFAULT));
        }
        BulkReplies refused = get(calls.getLast());
        assertThat(refused.failures()).isEqualTo(refused.size());
        assertThat(refused.failure(0)).isInstanceOf(Unavailable.Overloaded.class);
        assertThat(refused.neverStarted(0)).isTrue();
        assertThat(calls.getFirst()).isNotDone();
    }

    @Test
    void observers_on_both_sides_count_every_request() throws Exception {
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        CallObserver observer =
                (service, method, principal, status, nanos) ->
                        seen.merge(method + " " + status, 1, Integer::sum);
        Loopback.Running running =
                loopback.serve(
                        new RpcSettings(services, Loopback.BY_NAME).withObserver(observer), 0);
        RpcConnection connection =
                loopback.client(observer)
                        .connect(running.address(), Loopback.ALICE)
                        .get(5, TimeUnit.SECONDS);
        assertNumbers(
                get(connection.callAll(INLINE, Numbers.upFrom(0, 1000), CallOptions.DEFAULT)),
                0,
                1000);
        Map<String, Integer> expected = Map.of("inline OK", 1800, "inline CONFLICT", 200);
        Loopback.await("all are counted " + seen, () -> seen.equals(expected));
    }
}
