package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.util.ArrayList;
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

/** RP-1, RP-5: methods with items both ways. */
@Timeout(30)
@ParameterizedClass
@MethodSource("io.stargazer.rpc.Loopback#paths")
class DuplexTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");
    private static final RpcMethod AFTER = RpcMethod.raw("raw", "after");
    private static final RpcMethod BRIEF = RpcMethod.raw("raw", "brief");

    private final Loopback loopback;
    private final Collector<byte[]> taken = new Collector<>(Long.MAX_VALUE);
    private final Counted<EncodedItem> answers =
            new Counted<>(200, at -> EncodedItem.of(new byte[] {(byte) at}));
    private final CompletableFuture<CallContext> serving = new CompletableFuture<>();

    private final ServiceTable services =
            new ServiceTable()
                    .bindDuplex("raw", "echo", (call, request, items) -> echo(call, items))
                    .bindDuplex("raw", "after", (call, request, items) -> after(items))
                    .bindDuplex("raw", "brief", (call, request, items) -> brief(items));

    private Loopback.Running running;
    private RpcConnection connection;

    DuplexTest(FastPath fastPath) {
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

    private Flow.Publisher<EncodedItem> echo(CallContext call, Flow.Publisher<byte[]> items) {
        serving.complete(call);
        return Converted.of(items, EncodedItem::of);
    }

    /** Answers when the caller has said all. */
    private Flow.Publisher<EncodedItem> after(Flow.Publisher<byte[]> items) {
        items.subscribe(taken);
        taken.end.join();
        return answers;
    }

    /** Ends at the first item. */
    private Flow.Publisher<EncodedItem> brief(Flow.Publisher<byte[]> items) {
        return subscriber ->
                items.subscribe(
                        new Collector<byte[]>(Long.MAX_VALUE) {
                            @Override
                            public void onSubscribe(Flow.Subscription given) {
                                super.onSubscribe(given);
                                subscriber.onSubscribe(given);
                            }

                            @Override
                            public void onNext(byte[] item) {
                                super.onNext(item);
                                subscriber.onComplete();
                            }

                            @Override
                            public void onError(Throwable failure) {
                                taken.onError(failure);
                            }
                        });
    }

    private <T extends Flow.Subscriber<byte[]>> T talk(
            RpcMethod method, Flow.Publisher<byte[]> items, T subscriber) {
        connection.duplex(method, new byte[0], items, CallOptions.DEFAULT).subscribe(subscriber);
        return subscriber;
    }

    @Test
    void items_go_both_ways_in_order() throws Exception {
        Counted<byte[]> items =
                new Counted<>(20_000, at -> new byte[] {(byte) at, (byte) (at >> 8)});
        Collector<byte[]> back = talk(ECHO, items, new Collector<>(Long.MAX_VALUE));
        assertThat(back.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(back.items).hasSize(20_000);
        for (int at = 0; at < 20_000; at++) {
            assertThat(back.items.get(at)).containsExactly(at, at >> 8);
        }
    }

    @Test
    void the_provider_may_go_on_when_the_caller_has_ended() throws Exception {
        Collector<byte[]> back = talk(AFTER, Counted.bytes(7), new Collector<>(Long.MAX_VALUE));
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(taken.items).hasSize(7);
        assertThat(back.items).hasSize(200);
    }

    @Test
    void a_slow_reader_holds_back_both_publishers() throws Exception {
        Counted<byte[]> items = Counted.bytes(100_000);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Collector<byte[]> slow =
                talk(
                        ECHO,
                        items,
                        new Collector<>(Long.MAX_VALUE) {
                            @Override
                            public void onNext(byte[] item) {
                                gate.join();
                                super.onNext(item);
                            }
                        });
        Loopback.await("the windows are full", () -> items.emitted.get() >= 16);
        for (int at = 0; at < 20; at++) {
            Collector<byte[]> other = talk(ECHO, Counted.bytes(9), new Collector<>(9));
            assertThat(other.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        }
        // One window on the way back, and none ahead of it on the way there.
        assertThat(items.emitted.get()).isLessThanOrEqualTo(256 + 128);
        gate.complete(null);
        assertThat(slow.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(slow.items).hasSize(100_000);
    }

    @Test
    void what_the_provider_ends_is_over_in_both_directions() throws Exception {
        Counted<byte[]> items = Counted.bytes(1_000_000);
        Collector<byte[]> back = talk(BRIEF, items, new Collector<>(1));
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(((Failure) taken.failure()).code()).isEqualTo("rpc.call-ended");
    }

    @Test
    void cancelling_the_subscription_stops_both_publishers() throws Exception {
        Counted<byte[]> items = Counted.bytes(1000);
        Collector<byte[]> back = talk(ECHO, items, new Collector<>(3));
        Loopback.await("three items", () -> back.items.size() == 3);
        back.subscription.get().cancel();
        assertThat(items.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        Loopback.await("the provider knows", () -> serving.join().isCancelled());
        assertThat(back.end).isNotDone();
    }

    @Test
    void a_deadline_or_a_lost_connection_stops_both_publishers() throws Exception {
        Counted<byte[]> late;
        Duration patience = Duration.ofMillis(100);
        do { // again, with more time, when the machine was too slow to get into the middle
            late = Counted.bytes(1000);
            patience = patience.multipliedBy(2);
            Collector<byte[]> back = new Collector<>(3);
            connection
                    .duplex(ECHO, new byte[0], late, CallOptions.DEFAULT.withTimeout(patience))
                    .subscribe(back);
            assertThat(((Failure) back.failure()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        } while (late.subscribed.get() == 0);
        assertThat(late.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
        Counted<byte[]> lost = Counted.bytes(1000);
        Collector<byte[]> broken = talk(ECHO, lost, new Collector<>(3));
        Loopback.await("three items", () -> broken.items.size() == 3);
        serving.get().peer().close("gone");
        assertThat(((Failure) broken.failure()).status()).isEqualTo(Status.INDETERMINATE);
        assertThat(lost.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    /** A thousand take long on a busy machine: each has its own time, from when the last ended. */
    @Test
    @Timeout(120)
    void a_thousand_streams_share_one_connection() throws Exception {
        List<Collector<byte[]>> backs = new ArrayList<>();
        for (int at = 0; at < 1000; at++) {
            backs.add(talk(ECHO, Counted.bytes(100), new Collector<>(50)));
        }
        for (Collector<byte[]> back : backs) {
            Loopback.await("the first half", () -> back.items.size() == 50 || back.end.isDone());
        }
        assertThat(backs).allSatisfy(back -> assertThat(back.end).isNotDone());
        for (Collector<byte[]> back : backs) {
            back.subscription.get().request(50);
        }
        for (Collector<byte[]> back : backs) {
            assertThat(back.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
            assertThat(back.items).hasSize(100);
            assertThat(back.items.getLast()).containsExactly(99);
        }
    }

    @Test
    void a_draining_provider_finishes_open_talks() throws Exception {
        Collector<byte[]> back = talk(ECHO, Counted.bytes(100), new Collector<>(3));
        Loopback.await("three items", () -> back.items.size() == 3);
        CompletableFuture<Boolean> drained = running.drains(Duration.ofSeconds(20));
        Loopback.await("the caller knows", () -> !connection.isReady());
        back.subscription.get().request(Long.MAX_VALUE);
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(back.items).hasSize(100);
        assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
