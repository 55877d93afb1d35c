package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.retry.Backoff;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.Nothing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-4: calls that send items move on while nothing was begun, and are never repeated. */
@Timeout(30)
class BalancedUploadTest {

    private static final RpcMethod COUNT = new RpcMethod("test", "count", 0, true);
    private static final RpcMethod DIE = new RpcMethod("test", "die", 0, true);
    private static final RpcMethod LOSE = new RpcMethod("test", "lose", 0, true);
    private static final RpcMethod ECHO = RpcMethod.raw("test", "echo");

    private static final Backoff LONG = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(5));

    private final Loopback loopback = new Loopback();
    private final AtomicInteger died = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private ServiceTable services() {
        return new ServiceTable()
                .bindUpload("test", "count", (call, request, items) -> count(items))
                .bindDuplex(
                        "test",
                        "echo",
                        (call, request, items) ->
                                io.stargazer.rpc.codec.Converted.of(items, EncodedItem::of))
                .bindUpload(
                        "test",
                        "lose",
                        (call, request, items) -> {
                            died.incrementAndGet();
                            count(items);
                            throw new Unavailable.Unreachable("test.lost", "what is behind it");
                        })
                .bindUpload(
                        "test",
                        "die",
                        (call, request, items) -> {
                            Collector<byte[]> one = new Collector<>(1);
                            items.subscribe(one);
                            Loopback.await("an item", () -> !one.items.isEmpty());
                            died.incrementAndGet();
                            call.peer().close("dying");
                            return request;
                        });
    }

    private static byte[] count(Flow.Publisher<byte[]> items) {
        Collector<byte[]> all = new Collector<>(Long.MAX_VALUE);
        items.subscribe(all);
        all.end.join();
        return new byte[] {(byte) all.items.size()};
    }

    private BalancedCaller caller(Address... addresses) {
        BalancedCaller caller =
                new BalancedCaller(
                        loopback.client(),
                        Loopback.ALICE,
                        BalancedCaller.Settings.DEFAULT
                                .withBalancer(Balancer.roundRobin())
                                .withBackoff(LONG));
        caller.endpoints(List.of(addresses).stream().map(Endpoint::of).toList());
        return caller;
    }

    /** Takes one subscriber in its life. */
    private static Flow.Publisher<byte[]> once(int count) {
        AtomicInteger subscribed = new AtomicInteger();
        ConcurrentLinkedQueue<byte[]> items = new ConcurrentLinkedQueue<>();
        for (int at = 0; at < count; at++) {
            items.add(new byte[] {(byte) at});
        }
        return subscriber -> {
            assertThat(subscribed.incrementAndGet()).isOne();
            SubmissionPublisher<byte[]> publisher = new SubmissionPublisher<>(Runnable::run, 64);
            publisher.subscribe(subscriber);
            items.forEach(publisher::submit);
            publisher.close();
        };
    }

    @Test
    void an_upload_moves_on_from_an_instance_that_is_not_there() throws Exception {
        Loopback.Running gone = loopback.serve(services());
        gone.server().close();
        Loopback.Running there = loopback.serve(services());
        BalancedCaller caller = caller(gone.address(), there.address());
        for (int at = 0; at < 4; at++) {
            assertThat(
                            caller.upload(COUNT, new byte[0], once(9), CallOptions.DEFAULT)
                                    .get(10, TimeUnit.SECONDS))
                    .containsExactly(9);
            Collector<byte[]> back = new Collector<>(Long.MAX_VALUE);
            caller.duplex(ECHO, new byte[0], once(9), CallOptions.DEFAULT).subscribe(back);
            assertThat(back.end.get(10, TimeUnit.SECONDS)).isEqualTo("complete");
            assertThat(back.items).hasSize(9);
        }
    }

    @Test
    void an_upload_whose_items_were_taken_is_not_repeated_though_idempotent() throws Exception {
        BalancedCaller caller =
                caller(loopback.serve(services()).address(), loopback.serve(services()).address());
        CompletableFuture<byte[]> lost =
                caller.upload(LOSE, new byte[0], once(9), CallOptions.DEFAULT);
        assertThat(lost.handle((ok, thrown) -> ((Failure) thrown).code()).get(10, TimeUnit.SECONDS))
                .isEqualTo("test.lost");
        assertThat(died).hasValue(1);
        CompletableFuture<byte[]> call =
                caller.upload(DIE, new byte[0], once(9), CallOptions.DEFAULT);
        assertThat(
                        call.handle((ok, thrown) -> ((Failure) thrown).status())
                                .get(10, TimeUnit.SECONDS))
                .isEqualTo(Status.INDETERMINATE);
        assertThat(died).hasValue(2);
    }

    @Test
    void without_an_instance_the_future_says_so() throws Exception {
        CompletableFuture<byte[]> call =
                caller().upload(COUNT, new byte[0], Nothing.published(), CallOptions.DEFAULT);
        assertThat(call.handle((ok, thrown) -> ((Failure) thrown).code()).get(5, TimeUnit.SECONDS))
                .isEqualTo("rpc.no-instance");
    }

    @Test
    void a_stream_that_was_left_does_not_count_any_more() throws Exception {
        BalancedCaller caller = caller(loopback.serve(services()).address());
        Collector<byte[]> back = new Collector<>(3);
        caller.duplex(ECHO, new byte[0], once(9), CallOptions.DEFAULT).subscribe(back);
        Loopback.await("three items", () -> back.items.size() == 3);
        assertThat(caller.targets().getFirst().inFlight()).isOne();
        back.subscription.get().cancel();
        Loopback.await("it is over", () -> caller.targets().getFirst().inFlight() == 0);
    }
}
