package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.outlier.EjectionEvent;
import io.stargazer.rpc.outlier.EjectionRules;
import io.stargazer.rpc.outlier.Health;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.Nothing;
import io.stargazer.rpc.telemetry.CallMetrics;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-4, RP-5, RP-7: calls that stream are led to an instance as other calls are. */
@Timeout(60)
class BalancedStreamTest {

    private static final RpcMethod ONE = RpcMethod.raw("test", "one");
    private static final RpcMethod OPEN = RpcMethod.raw("test", "open");
    private static final RpcMethod TAKE = RpcMethod.raw("test", "take");

    private final List<EjectionEvent> events = new CopyOnWriteArrayList<>();
    private final Fleet fleet =
            new Fleet(
                    BalancedCaller.Settings.DEFAULT
                            .withBalancer(Balancer.roundRobin())
                            .withListener(events::add)
                            .withEjection(
                                    EjectionRules.DEFAULT.withTimes(
                                            Duration.ofMillis(20), Duration.ofMillis(40))));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean ill;

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    /** May be ill, and then fails everything. */
    private ServiceTable services(boolean mayBeIll) {
        return new ServiceTable()
                .bindStream("test", "one", (call, request) -> items(mayBeIll, true))
                .bindStream("test", "open", (call, request) -> items(mayBeIll, false))
                .bindUpload(
                        "test",
                        "take",
                        (call, request, items) -> {
                            failIf(mayBeIll);
                            return request;
                        });
    }

    private void failIf(boolean mayBeIll) {
        asked.incrementAndGet();
        if (mayBeIll && ill) {
            throw new Faulted("test.ill", "planted");
        }
    }

    /** One item, and perhaps the end. */
    private Flow.Publisher<EncodedItem> items(boolean mayBeIll, boolean ends) {
        failIf(mayBeIll);
        return subscriber -> {
            SubmissionPublisher<EncodedItem> one = new SubmissionPublisher<>(Runnable::run, 8);
            one.subscribe(subscriber);
            one.submit(EncodedItem.of(new byte[] {7}));
            if (ends) {
                one.close();
            }
        };
    }

    private Collector<byte[]> stream(RpcMethod method, CallOptions options) {
        Collector<byte[]> collector = new Collector<>(Long.MAX_VALUE);
        fleet.caller.stream(method, new byte[0], options).subscribe(collector);
        return collector;
    }

    private CompletableFuture<String> one() {
        return stream(ONE, CallOptions.DEFAULT).end.exceptionally(Throwable::toString);
    }

    private CompletableFuture<byte[]> upload() {
        return fleet.caller
                .upload(TAKE, new byte[0], Nothing.published(), CallOptions.DEFAULT)
                .exceptionally(failed -> new byte[0]);
    }

    private Target startWithOneThatIsEjected() throws Exception {
        fleet.add(services(true));
        fleet.add(services(false));
        fleet.list();
        ill = true;
        Target target = fleet.target(fleet.running.getFirst());
        Loopback.await(
                "it is ejected",
                () -> {
                    one().join();
                    return target.health() != Health.State.IN;
                });
        return target;
    }

    @Test
    void streams_bring_an_ejected_instance_back() throws Exception {
        Target target = startWithOneThatIsEjected();
        Loopback.await(
                "a trial has failed",
                () -> {
                    one().join();
                    return events.stream()
                            .anyMatch(event -> event.toString().contains("that tried it failed"));
                });
        ill = false;
        Loopback.await(
                "it is back",
                () -> {
                    one().join();
                    return target.health() == Health.State.IN;
                });
        assertThat(events).last().isEqualTo(new EjectionEvent.Returned(address(target)));
    }

    private static Address address(Target target) {
        return target.endpoint().address();
    }

    @Test
    void uploads_bring_an_ejected_instance_back() throws Exception {
        Target target = startWithOneThatIsEjected();
        ill = false;
        Loopback.await(
                "it is back",
                () -> {
                    upload().join();
                    return target.health() == Health.State.IN;
                });
    }

    @Test
    void a_stream_that_goes_on_has_shown_with_its_first_item_that_the_instance_is_well()
            throws Exception {
        Target target = startWithOneThatIsEjected();
        ill = false;
        Loopback.await(
                "it is back",
                () -> {
                    Collector<byte[]> open = stream(OPEN, CallOptions.DEFAULT);
                    Loopback.await("an item", () -> !open.items.isEmpty());
                    return target.health() == Health.State.IN;
                });
        assertThat(target.inFlight()).isPositive();
    }

    @Test
    void a_subscriber_that_throws_does_not_make_the_instance_look_busy() throws Exception {
        fleet.add(services(false));
        fleet.list();
        Collector<byte[]> broken =
                new Collector<>(Long.MAX_VALUE) {
                    @Override
                    public void onNext(byte[] item) {
                        super.onNext(item);
                        throw new IllegalStateException("planted: to be seen on the error output");
                    }
                };
        fleet.caller.stream(OPEN, new byte[0], CallOptions.DEFAULT).subscribe(broken);
        Loopback.await("an item", () -> !broken.items.isEmpty());
        Target target = fleet.caller.targets().getFirst();
        Loopback.await("it is over there", () -> target.inFlight() == 0);
    }

    @Test
    void how_long_a_stream_lasted_does_not_make_an_instance_look_slow() throws Exception {
        fleet.add(services(false));
        fleet.add(services(false));
        fleet.list();
        Target lasting = fleet.caller.targets().getFirst();
        Target other = fleet.caller.targets().getLast();
        long longAgoNs = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
        for (Target each : List.of(lasting, other)) {
            each.begin();
            each.end(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1), null, false);
        }
        lasting.begin();
        lasting.endStream(longAgoNs, null, false, false);
        other.begin();
        assertThat(lasting.isBetterThan(other)).isTrue();
    }

    @Test
    void the_deadline_holds_while_a_connection_is_being_made() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            fleet.caller.endpoints(List.of(endpoint(mute)));
            CompletableFuture<Boolean> onVirtualThread = new CompletableFuture<>();
            Collector<byte[]> late =
                    new Collector<>(1) {
                        @Override
                        public void onError(Throwable failure) {
                            onVirtualThread.complete(Thread.currentThread().isVirtual());
                            super.onError(failure);
                        }
                    };
            CallOptions brief = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(200));
            fleet.caller.stream(ONE, new byte[0], brief).subscribe(late);
            assertThat(((Failure) late.failure()).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
            assertThat(onVirtualThread.join()).as("a subscriber may block").isTrue();
        }
    }

    private static Endpoint endpoint(ServerSocket socket) {
        return Endpoint.of(new Address("127.0.0.1", socket.getLocalPort()));
    }

    @Test
    void a_connection_that_takes_long_is_left_for_another_instance() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            fleet.add(services(false));
            Endpoint well = Endpoint.of(fleet.running.getFirst().address());
            fleet.caller.endpoints(List.of(endpoint(mute), well));
            CallOptions shorterThanTheHandshake =
                    CallOptions.DEFAULT.withTimeout(
                            RpcLimits.Times.DEFAULT.handshake().dividedBy(2));
            for (int at = 0; at < 10; at++) {
                assertThat(stream(ONE, shorterThanTheHandshake).end.get(20, TimeUnit.SECONDS))
                        .isEqualTo("complete");
            }
        }
    }

    @Test
    void a_stream_that_is_cancelled_while_a_connection_is_being_made_is_never_begun()
            throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Authenticator slow =
                credential -> {
                    awaitQuietly(go);
                    return Logins.of("alice");
                };
        Address provider =
                fleet.loopback.serve(new RpcSettings(services(false), slow), 0).address();
        CallMetrics metrics = new CallMetrics();
        try (BalancedCaller caller =
                new BalancedCaller(fleet.loopback.client(metrics), Loopback.ALICE)) {
            caller.endpoints(List.of(Endpoint.of(provider)));
            Collector<byte[]> unwanted = new Collector<>(1);
            caller.stream(ONE, new byte[0], CallOptions.DEFAULT).subscribe(unwanted);
            unwanted.subscription.get().cancel();
            Loopback.await("it is counted", () -> metrics.calls() == 1);
            assertThat(metrics.total().getFirst().failures()).containsKey(Status.CANCELLED);
            go.countDown();
            Collector<byte[]> wanted = new Collector<>(Long.MAX_VALUE);
            caller.stream(ONE, new byte[0], CallOptions.DEFAULT).subscribe(wanted);
            assertThat(wanted.end.get(20, TimeUnit.SECONDS)).isEqualTo("complete");
            assertThat(asked).hasValue(1);
            assertThat(unwanted.end).isNotDone();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void who_serves_a_call_that_is_cancelled_stops_looking_for_an_instance() throws Exception {
        try (ServerSocket mute = new ServerSocket(0)) {
            fleet.caller.endpoints(List.of(endpoint(mute)));
            CallContext serving =
                    new CallContext(
                            new Peer(InetSocketAddress.createUnresolved("caller", 1), reason -> {}),
                            Logins.of("bob").principal(),
                            CallContext.NO_DEADLINE,
                            Metadata.EMPTY);
            Collector<byte[]> behind = new Collector<>(1);
            serving.run(() ->
                    fleet.caller.stream(ONE, new byte[0], CallOptions.DEFAULT).subscribe(behind));
            assertThat(behind.end).isNotDone();
            serving.cancel();
            assertThat(((Failure) behind.failure()).code()).isEqualTo("rpc.cancelled");
        }
    }
}
