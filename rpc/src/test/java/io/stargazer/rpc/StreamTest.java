package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** RP-1: methods that answer with a stream. */
@Timeout(20)
@ParameterizedClass
@MethodSource("io.stargazer.rpc.Loopback#paths")
class StreamTest {

    private final Loopback loopback;
    private final FriendlyGreeter provider = new FriendlyGreeter();
    private final ServiceTable services = new ServiceTable().bind("test", Greeter.class, provider);
    private RpcConnection connection;
    private Greeter greeter;

    StreamTest(FastPath fastPath) {
        loopback = new Loopback(fastPath);
    }

    @BeforeEach
    void open() throws Exception {
        connection = loopback.connect(loopback.serve(services).address());
        greeter = Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void a_stream_delivers_every_item_in_order_and_then_ends() throws Exception {
        Collector<Greeter.Person> collector = new Collector<>(Long.MAX_VALUE);
        greeter.people(10_000).subscribe(collector);
        assertThat(collector.end.get(10, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(collector.items).hasSize(10_000);
        assertThat(collector.items.get(9_999).age()).isEqualTo(9_999);
    }

    @Test
    void a_provider_sends_no_more_than_was_requested() throws Exception {
        Collector<Greeter.Person> collector = new Collector<>(3);
        greeter.people(1000).subscribe(collector);
        Loopback.await("three items", () -> collector.items.size() == 3);
        connection
                .call(
                        new RpcMethod("test", "add", 1, false),
                        "[1,2]".getBytes(StandardCharsets.UTF_8),
                        CallOptions.DEFAULT)
                .get();
        assertThat(provider.emitted).hasValue(3);
        collector.subscription.get().request(4);
        Loopback.await("seven items", () -> collector.items.size() == 7);
        assertThat(provider.emitted).hasValue(7);
        assertThat(collector.end).isNotDone();
    }

    @Test
    void a_subscriber_that_stops_working_holds_the_provider_back() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Collector<Greeter.Person> slow =
                new Collector<>(Long.MAX_VALUE) {
                    @Override
                    public void onNext(Greeter.Person item) {
                        gate.join();
                        super.onNext(item);
                    }
                };
        greeter.people(100_000).subscribe(slow);
        Loopback.await("the window is full", () -> provider.emitted.get() >= 16);
        for (int at = 0; at < 50; at++) {
            assertThat(greeter.add(at, 1)).isEqualTo(at + 1);
        }
        assertThat(provider.emitted.get()).isLessThan(1000);
        gate.complete(null);
        assertThat(slow.end.get(15, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(slow.items).hasSize(100_000);
    }

    @Test
    void cancelling_a_subscription_cancels_the_publisher() throws Exception {
        Collector<Greeter.Person> collector = new Collector<>(1);
        greeter.people(1000).subscribe(collector);
        Loopback.await("one item", () -> collector.items.size() == 1);
        collector.subscription.get().cancel();
        assertThat(provider.streamCancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_lost_connection_cancels_the_publisher_and_fails_the_stream() throws Exception {
        Collector<Greeter.Person> collector = new Collector<>(1);
        greeter.people(1000).subscribe(collector);
        Loopback.await("one item", () -> collector.items.size() == 1);
        connection.close();
        assertThat(provider.streamCancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(
                        collector
                                .end
                                .handle((ok, thrown) -> ((Failure) thrown).status())
                                .get(5, TimeUnit.SECONDS))
                .isEqualTo(Status.INDETERMINATE);
    }

    @Test
    void a_failure_after_some_items_reaches_the_subscriber() throws Exception {
        services.bindStream(
                "raw",
                "breaks",
                (call, request) ->
                        subscriber ->
                                subscriber.onSubscribe(
                                        new Flow.Subscription() {
                                            @Override
                                            public void request(long items) {
                                                subscriber.onNext(EncodedItem.of(new byte[] {1}));
                                                subscriber.onError(
                                                        new Rejected(
                                                                Status.CONFLICT,
                                                                "test.compacted",
                                                                "too old"));
                                            }

                                            @Override
                                            public void cancel() {}
                                        }));
        Collector<byte[]> collector = new Collector<>(10);
        connection.stream(RpcMethod.raw("raw", "breaks"), new byte[0], CallOptions.DEFAULT)
                .subscribe(collector);
        Throwable thrown = collector.end.handle((ok, failure) -> failure).get(5, TimeUnit.SECONDS);
        assertThat(((Failure) thrown).code()).isEqualTo("test.compacted");
        assertThat(collector.items).containsExactly(new byte[] {1});
    }

    @Test
    void a_streams_deadline_cancels_the_publisher() throws Exception {
        Collector<Greeter.Person> people;
        Duration patience = Duration.ofMillis(100);
        do { // again, with more time, when the machine was too slow to get into the middle
            patience = patience.multipliedBy(2);
            people = new Collector<>(1);
            Loopback.proxy(Greeter.class, connection, CallOptions.DEFAULT.withTimeout(patience))
                    .people(5)
                    .subscribe(people);
            assertThat(((Failure) people.failure()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        } while (people.items.isEmpty());
        assertThat(provider.streamCancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void one_encoded_item_serves_many_subscribers() throws Exception {
        EncodedItem shared = EncodedItem.of("news".getBytes(StandardCharsets.UTF_8));
        services.bindStream(
                "raw",
                "watch",
                (call, request) ->
                        subscriber ->
                                subscriber.onSubscribe(
                                        new Flow.Subscription() {
                                            @Override
                                            public void request(long items) {
                                                subscriber.onNext(shared);
                                                subscriber.onComplete();
                                            }

                                            @Override
                                            public void cancel() {}
                                        }));
        List<Collector<byte[]>> watchers = new java.util.ArrayList<>();
        for (int at = 0; at < 200; at++) {
            Collector<byte[]> watcher = new Collector<>(1);
            watchers.add(watcher);
            connection.stream(RpcMethod.raw("raw", "watch"), new byte[0], CallOptions.DEFAULT)
                    .subscribe(watcher);
        }
        for (Collector<byte[]> watcher : watchers) {
            watcher.end.get(5, TimeUnit.SECONDS);
            assertThat(watcher.items.getFirst()).asString().isEqualTo("news");
        }
        assertThat(shared.bytes().refCnt()).isOne();
    }
}
