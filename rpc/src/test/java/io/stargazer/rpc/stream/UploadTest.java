package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** RP-1, RP-5: methods that take a stream and answer once. */
@Timeout(30)
@ParameterizedClass
@MethodSource("io.stargazer.rpc.Loopback#paths")
class UploadTest {

    private static final RpcMethod SUM = RpcMethod.raw("raw", "sum");
    private static final RpcMethod SLOW = RpcMethod.raw("raw", "slow");
    private static final RpcMethod FIRST = RpcMethod.raw("raw", "first");
    private static final RpcMethod REFUSE = RpcMethod.raw("raw", "refuse");

    private final Loopback loopback;
    private final CompletableFuture<CallContext> serving = new CompletableFuture<>();

    /** The handler has returned or thrown. */
    private final CountDownLatch left = new CountDownLatch(1);

    /** Takes one item, then as many as the test asks for. */
    private volatile Collector<byte[]> slow = new Collector<>(1);

    private final ServiceTable services =
            new ServiceTable()
                    .bindUpload("raw", "sum", (call, request, items) -> sum(items))
                    .bindUpload("raw", "slow", this::slow)
                    .bindUpload("raw", "first", (call, request, items) -> first(items))
                    .bindUpload("raw", "refuse", (call, request, items) -> refuse());

    private Loopback.Running running;
    private RpcConnection connection;

    UploadTest(FastPath fastPath) {
        loopback = new Loopback(fastPath);
    }

    @BeforeEach
    void open() throws Exception {
        running = loopback.serve(services);
        connection = loopback.connect(running.address());
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    /** The number of items and of their bytes. */
    private static byte[] sum(Flow.Publisher<byte[]> items) throws Exception {
        Collector<byte[]> all = new Collector<>(Long.MAX_VALUE);
        items.subscribe(all);
        all.end.get();
        int bytes = all.items.stream().mapToInt(item -> item.length).sum();
        return (all.items.size() + " items, " + bytes + " bytes").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] slow(CallContext call, byte[] request, Flow.Publisher<byte[]> items)
            throws Exception {
        serving.complete(call);
        Collector<byte[]> taken = slow;
        items.subscribe(taken);
        try {
            taken.end.get();
            return new byte[] {(byte) taken.items.size()};
        } finally {
            left.countDown();
        }
    }

    private static byte[] first(Flow.Publisher<byte[]> items) throws Exception {
        Collector<byte[]> one = new Collector<>(1);
        items.subscribe(one);
        Loopback.await("an item", () -> !one.items.isEmpty());
        return one.items.getFirst();
    }

    private static byte[] refuse() {
        throw new Rejected(Status.PERMISSION_DENIED, "test.refused", "not today");
    }

    private CompletableFuture<byte[]> upload(RpcMethod method, Flow.Publisher<byte[]> items) {
        return connection.upload(method, new byte[0], items, CallOptions.DEFAULT);
    }

    private static Failure failure(CompletableFuture<byte[]> call) throws Exception {
        return call.handle(
                        (response, thrown) -> {
                            if (thrown instanceof Failure failure) {
                                return failure;
                            }
                            throw new AssertionError("the call did not fail as it should", thrown);
                        })
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void every_item_arrives_once_and_then_the_end() throws Exception {
        Counted<byte[]> items = Counted.bytes(50_000);
        assertThat(upload(SUM, items).get(20, TimeUnit.SECONDS))
                .asString()
                .isEqualTo("50000 items, 50000 bytes");
        assertThat(items.emitted).hasValue(50_000);
        assertThat(items.subscribed).hasValue(1);
    }

    @Test
    void an_upload_may_be_empty() throws Exception {
        assertThat(upload(SUM, Nothing.published()).get(5, TimeUnit.SECONDS))
                .asString()
                .isEqualTo("0 items, 0 bytes");
    }

    @Test
    void large_items_travel_whole() throws Exception {
        Counted<byte[]> items = new Counted<>(40, at -> new byte[3 << 20]);
        assertThat(upload(SUM, items).get(20, TimeUnit.SECONDS))
                .asString()
                .isEqualTo("40 items, " + 40 * (3 << 20) + " bytes");
    }

    @Test
    void a_slow_provider_holds_the_publisher_back() throws Exception {
        Counted<byte[]> items = Counted.bytes(100);
        CompletableFuture<byte[]> call = upload(SLOW, items);
        Loopback.await("one item", () -> slow.items.size() == 1);
        assertThat(upload(SUM, Counted.bytes(9)).get(5, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(items.emitted).hasValue(1);
        slow.subscription.get().request(6);
        Loopback.await("seven items", () -> slow.items.size() == 7);
        assertThat(upload(SUM, Counted.bytes(9)).get(5, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(items.emitted).hasValue(7);
        slow.subscription.get().request(Long.MAX_VALUE);
        assertThat(call.get(5, TimeUnit.SECONDS)).containsExactly(100);
        for (int at = 0; at < 100; at++) {
            assertThat(slow.items.get(at)).containsExactly(at);
        }
    }

    @Test
    void an_answer_before_the_last_item_stops_the_publisher() throws Exception {
        Counted<byte[]> items = Counted.bytes(1_000_000);
        assertThat(upload(FIRST, items).get(5, TimeUnit.SECONDS)).containsExactly(0);
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(items.emitted.get()).isLessThan(1000);
    }

    @Test
    void a_refused_upload_does_not_touch_the_publisher() throws Exception {
        Counted<byte[]> items = Counted.bytes(10);
        assertThat(failure(upload(REFUSE, items)).code()).isEqualTo("test.refused");
        assertThat(items.subscribed).hasValue(0);
    }

    @Test
    void a_publisher_that_fails_cancels_the_call_and_fails_the_future() throws Exception {
        Rejected broken = new Rejected(Status.CONFLICT, "test.broken", "the file has changed");
        Flow.Publisher<byte[]> items =
                subscriber ->
                        subscriber.onSubscribe(
                                new Flow.Subscription() {
                                    @Override
                                    public void request(long wanted) {
                                        subscriber.onNext(new byte[] {1});
                                        subscriber.onError(broken);
                                    }

                                    @Override
                                    public void cancel() {}
                                });
        assertThat(failure(upload(SLOW, items))).isSameAs(broken);
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(((Failure) slow.failure()).status()).isEqualTo(Status.CANCELLED);
    }

    @Test
    void cancelling_the_future_stops_both_sides() throws Exception {
        Counted<byte[]> items = Counted.bytes(10);
        CompletableFuture<byte[]> call = upload(SLOW, items);
        Loopback.await("one item", () -> slow.items.size() == 1);
        call.cancel(true);
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(((Failure) slow.failure()).code()).isEqualTo("rpc.cancelled");
        assertThat(serving.get().isCancelled()).isTrue();
    }

    @Test
    void a_deadline_in_the_middle_stops_both_sides() throws Exception {
        Counted<byte[]> items;
        Duration patience = Duration.ofMillis(100);
        do { // again, with more time, when the machine was too slow to get into the middle
            slow = new Collector<>(1);
            items = Counted.bytes(10);
            patience = patience.multipliedBy(2);
            CallOptions hurried = CallOptions.DEFAULT.withTimeout(patience);
            CompletableFuture<byte[]> call = connection.upload(SLOW, new byte[0], items, hurried);
            assertThat(failure(call).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        } while (items.subscribed.get() == 0);
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.failure()).isInstanceOf(Failure.class);
    }

    @Test
    void a_lost_connection_stops_both_sides() throws Exception {
        Counted<byte[]> items = Counted.bytes(10);
        CompletableFuture<byte[]> call = upload(SLOW, items);
        Loopback.await("one item", () -> slow.items.size() == 1);
        serving.get().peer().close("gone");
        assertThat(failure(call).status()).isEqualTo(Status.INDETERMINATE);
        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.failure()).isInstanceOf(Failure.class);
    }

    @Test
    void a_draining_provider_takes_the_rest_of_an_open_upload() throws Exception {
        CompletableFuture<byte[]> call = upload(SLOW, Counted.bytes(100));
        Loopback.await("one item", () -> slow.items.size() == 1);
        CompletableFuture<Boolean> drained = running.drains(Duration.ofSeconds(20));
        Loopback.await("the caller knows", () -> !connection.isReady());
        slow.subscription.get().request(Long.MAX_VALUE);
        assertThat(call.get(5, TimeUnit.SECONDS)).containsExactly(100);
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_oversized_item_fails_the_call_before_it_is_sent() throws Exception {
        Counted<byte[]> items = new Counted<>(3, at -> new byte[at == 1 ? 5 << 20 : 5]);
        assertThat(failure(upload(SUM, items)).code()).isEqualTo("rpc.item-too-large");
        assertThat(upload(SUM, Counted.bytes(2)).get(5, TimeUnit.SECONDS)).isNotEmpty();
    }

    @Test
    void an_oversized_request_is_refused_before_it_is_sent() throws Exception {
        Counted<byte[]> items = Counted.bytes(1);
        CompletableFuture<byte[]> call =
                connection.upload(SUM, new byte[5 << 20], items, CallOptions.DEFAULT);
        assertThat(failure(call).code()).isEqualTo("rpc.request-too-large");
        assertThat(connection.isReady()).isTrue();
    }

    @Test
    void methods_are_called_as_what_they_are() throws Exception {
        assertThat(failure(connection.call(SUM, new byte[0], CallOptions.DEFAULT)).code())
                .isEqualTo("rpc.wrong-call-kind");
        Collector<byte[]> stream = new Collector<>(1);
        connection
                .duplex(SUM, new byte[0], Nothing.published(), CallOptions.DEFAULT)
                .subscribe(stream);
        assertThat(((Failure) stream.failure()).code()).isEqualTo("rpc.wrong-call-kind");
    }

    @Test
    void an_interrupted_caller_cancels_the_upload() throws Exception {
        services.bind("test", Courier.class, new Courier.Swift());
        Courier courier = Loopback.proxy(Courier.class, connection, CallOptions.DEFAULT);
        Flow.Publisher<Courier.Parcel> never = subscriber -> {};
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller =
                Thread.startVirtualThread(() -> {
                    try {
                        courier.deliver("x", never);
                    } catch (Rejected cancelled) {
                        thrown.complete(cancelled);
                    }
                });
        Loopback.await("it waits", () -> caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        assertThat(thrown.get(5, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    }

    @Test
    @SuppressWarnings("NullAway")
    void a_synchronous_caller_sees_what_its_own_publisher_threw() {
        services.bind("test", Courier.class, new Courier.Swift());
        Courier courier = Loopback.proxy(Courier.class, connection, CallOptions.DEFAULT);
        Flow.Publisher<Courier.Parcel> broken =
                subscriber -> {
                    throw new IllegalStateException("the drawer is stuck");
                };
        assertThatThrownBy(() -> courier.deliver("x", broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the drawer is stuck");
        assertThatThrownBy(() -> courier.deliver("x", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Arrays.asList(courier.deliver("x", Nothing.published()).split(" ")))
                .containsExactly("x", "0", "0", "ordered");
    }
}
