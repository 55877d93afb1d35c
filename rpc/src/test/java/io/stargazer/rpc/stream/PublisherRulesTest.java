package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-1: publishers and subscribers that do it their own way, or wrong; each only to itself. */
@Timeout(20)
class PublisherRulesTest {

    private static final RpcMethod STREAM = RpcMethod.raw("raw", "stream");
    private static final RpcMethod COUNT = RpcMethod.raw("raw", "count");
    private static final RpcMethod TAKE = RpcMethod.raw("raw", "take");

    /** Publishes on the thread that subscribes and blocks it until enough was asked for. */
    private static final class Blocking<T> implements Flow.Publisher<T> {
        private final List<T> items;
        private final CountDownLatch interrupted = new CountDownLatch(1);
        private final CountDownLatch cancelled = new CountDownLatch(1);

        private Blocking(List<T> items) {
            this.items = items;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super T> subscriber) {
            Semaphore asked = new Semaphore(0);
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long wanted) {
                            asked.release((int) wanted);
                        }

                        @Override
                        public void cancel() {
                            cancelled.countDown();
                        }
                    });
            try {
                for (T item : items) {
                    asked.acquire();
                    subscriber.onNext(item);
                }
                subscriber.onComplete();
            } catch (InterruptedException stopped) {
                interrupted.countDown();
            }
        }
    }

    /** Does one thing when it is first asked. */
    private record Rude<T>(java.util.function.Consumer<Flow.Subscriber<? super T>> act)
            implements Flow.Publisher<T> {
        @Override
        public void subscribe(Flow.Subscriber<? super T> subscriber) {
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long wanted) {
                            act.accept(subscriber);
                        }

                        @Override
                        public void cancel() {}
                    });
        }
    }

    private static final EncodedItem ONE = EncodedItem.of(new byte[] {1});

    private final Loopback loopback = new Loopback();
    private final CompletableFuture<Flow.Publisher<EncodedItem>> answer = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscriber<byte[]>> taker = new CompletableFuture<>();
    private RpcConnection connection;

    @BeforeEach
    void open() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bindStream("raw", "stream", (call, request) -> answer.join())
                        .bindUpload("raw", "count", PublisherRulesTest::count)
                        .bindUpload("raw", "take", this::take)
                        .bindInline("raw", "echo", (call, request) -> request);
        connection = loopback.connect(loopback.serve(services).address());
    }

    @AfterEach
    void other_calls_go_on() throws Exception {
        byte[] echo =
                connection
                        .call(RpcMethod.raw("raw", "echo"), new byte[] {4}, CallOptions.DEFAULT)
                        .get(5, TimeUnit.SECONDS);
        assertThat(echo).containsExactly(4);
        loopback.close();
    }

    private static byte[] count(CallContext call, byte[] request, Flow.Publisher<byte[]> items)
            throws Exception {
        Collector<byte[]> all = new Collector<>(Long.MAX_VALUE);
        items.subscribe(all);
        all.end.get();
        return new byte[] {(byte) all.items.size()};
    }

    private byte[] take(CallContext call, byte[] request, Flow.Publisher<byte[]> items)
            throws Exception {
        items.subscribe(taker.join());
        new CountDownLatch(1).await();
        return request;
    }

    private Collector<byte[]> stream(Flow.Publisher<EncodedItem> published, long first) {
        answer.complete(published);
        Collector<byte[]> back = new Collector<>(first);
        connection.stream(STREAM, new byte[0], CallOptions.DEFAULT).subscribe(back);
        return back;
    }

    private CompletableFuture<byte[]> upload(RpcMethod method, Flow.Publisher<byte[]> items) {
        return connection.upload(method, new byte[0], items, CallOptions.DEFAULT);
    }

    @Test
    void a_provider_may_publish_and_block_while_it_is_subscribed_to() throws Exception {
        Collector<byte[]> back = stream(new Blocking<>(List.of(ONE, ONE, ONE)), 2);
        Loopback.await("two items", () -> back.items.size() == 2);
        back.subscription.get().request(1);
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(back.items).hasSize(3);
    }

    @Test
    void a_caller_may_publish_and_block_while_it_is_subscribed_to() throws Exception {
        Blocking<byte[]> items = new Blocking<>(List.of(new byte[1], new byte[2], new byte[3]));
        assertThat(upload(COUNT, items).get(5, TimeUnit.SECONDS)).containsExactly(3);
    }

    @Test
    void a_publisher_that_blocks_is_interrupted_when_nobody_waits_any_more() throws Exception {
        Blocking<EncodedItem> blocked = new Blocking<>(List.of(ONE, ONE, ONE));
        Collector<byte[]> back = stream(blocked, 1);
        Loopback.await("an item", () -> back.items.size() == 1);
        back.subscription.get().cancel();
        assertThat(blocked.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(blocked.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        taker.complete(new Collector<>(1));
        Blocking<byte[]> held = new Blocking<>(List.of(new byte[1], new byte[1]));
        CompletableFuture<byte[]> call = upload(TAKE, held);
        Loopback.await("an item", () -> ((Collector<byte[]>) taker.join()).items.size() == 1);
        call.cancel(true);
        assertThat(held.interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(held.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void items_that_nobody_asked_for_end_the_call() throws Exception {
        Collector<byte[]> back =
                stream(
                        new Rude<>(to -> {
                            to.onNext(ONE);
                            to.onNext(ONE);
                            to.onNext(ONE);
                        }),
                        1);
        assertThat(((Failure) back.failure()).code()).isEqualTo("rpc.fault");
        assertThat(back.items).hasSizeLessThanOrEqualTo(1);
        taker.complete(new Collector<>(1));
        Throwable thrown =
                thrown(
                        upload(
                                TAKE,
                                new Rude<>(to -> {
                                    to.onNext(new byte[1]);
                                    to.onNext(new byte[1]);
                                })));
        assertThat(thrown).hasMessageContaining("more items than requested");
    }

    @Test
    void one_that_publishes_without_end_while_it_is_subscribed_to_is_heard_of() throws Exception {
        CountDownLatch through = new CountDownLatch(1);
        Collector<byte[]> back =
                stream(
                        subscriber -> {
                            subscriber.onNext(ONE);
                            try {
                                through.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        1);
        assertThat(((Failure) back.failure()).code()).isEqualTo("rpc.fault");
        through.countDown();
    }

    @Test
    @SuppressWarnings("NullAway")
    void null_instead_of_an_item_ends_the_call() throws Exception {
        Collector<byte[]> back =
                stream(new Rude<>(to -> Thread.startVirtualThread(() -> to.onNext(null))), 1);
        assertThat(((Failure) back.failure()).code()).isEqualTo("rpc.fault");
        assertThat(thrown(upload(COUNT, new Rude<>(to -> to.onNext(null)))))
                .hasMessageContaining("null");
        assertThat(thrown(upload(COUNT, subscriber -> subscriber.onSubscribe(null))))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void what_comes_after_the_end_is_not_heard() throws Exception {
        Collector<byte[]> back =
                stream(
                        new Rude<>(to -> {
                            to.onComplete();
                            to.onNext(ONE);
                            to.onError(new IllegalStateException("too late"));
                            to.onComplete();
                        }),
                        5);
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(back.items).isEmpty();
        assertThat(
                        upload(
                                        COUNT,
                                        new Rude<>(to -> {
                                            to.onComplete();
                                            to.onNext(new byte[1]);
                                            to.onError(new IllegalStateException("too late"));
                                        }))
                                .get(5, TimeUnit.SECONDS))
                .containsExactly(0);
    }

    @Test
    void a_second_subscription_is_cancelled() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        Counted<byte[]> items = Counted.bytes(3);
        CompletableFuture<byte[]> call =
                upload(
                        COUNT,
                        subscriber -> {
                            items.subscribe(subscriber);
                            subscriber.onSubscribe(
                                    new Flow.Subscription() {
                                        @Override
                                        public void request(long wanted) {}

                                        @Override
                                        public void cancel() {
                                            cancelled.countDown();
                                        }
                                    });
                        });
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(call.get(5, TimeUnit.SECONDS)).containsExactly(3);
    }

    @Test
    void a_request_for_nothing_fails_the_subscriber() throws Exception {
        Collector<byte[]> back = stream(new Blocking<>(List.of(ONE)), -1);
        assertThat(back.failure()).isInstanceOf(IllegalArgumentException.class);
        Collector<byte[]> taking = new Collector<>(-1);
        taker.complete(taking);
        CompletableFuture<byte[]> call = upload(TAKE, Counted.bytes(3));
        assertThat(taking.failure()).isInstanceOf(IllegalArgumentException.class);
        assertThat(call).isNotDone();
        call.cancel(true);
    }

    @Test
    void a_handlers_subscriber_that_throws_fails_the_call() throws Exception {
        taker.complete(
                new Collector<>(1) {
                    @Override
                    public void onNext(byte[] item) {
                        throw new IllegalStateException("no room");
                    }
                });
        Counted<byte[]> items = Counted.bytes(3);
        assertThat(((Failure) thrown(upload(TAKE, items))).code()).isEqualTo("rpc.fault");
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_handlers_items_have_one_subscriber() throws Exception {
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        taker.complete(
                new Collector<>(1) {
                    @Override
                    public void onSubscribe(Flow.Subscription given) {
                        Collector<byte[]> other = new Collector<>(1);
                        ((ItemReceiver) given).subscribe(other);
                        other.end.whenComplete((ok, thrown) -> second.complete(thrown));
                        super.onSubscribe(given);
                    }
                });
        CompletableFuture<byte[]> call = upload(TAKE, Counted.bytes(3));
        assertThat(second.get(5, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        call.cancel(true);
    }

    private static Throwable thrown(CompletableFuture<byte[]> call) throws Exception {
        return call.handle(
                        (ok, thrown) -> {
                            assertThat(thrown).isNotNull();
                            return thrown;
                        })
                .get(5, TimeUnit.SECONDS);
    }
}
