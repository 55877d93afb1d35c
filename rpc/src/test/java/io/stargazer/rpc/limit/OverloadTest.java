package io.stargazer.rpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.RpcLimits.Handlers;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Balancer;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.ClientCall;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.SingleItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-6: a provider with too much to do says so at once, and the call goes elsewhere. */
@Timeout(90)
class OverloadTest {

    private static final RpcMethod WORK = RpcMethod.raw("test", "work");
    private static final RpcMethod INLINE = RpcMethod.raw("test", "inline");
    private static final Handlers TWO = new Handlers(2, 2, Duration.ofMillis(20));

    private final Loopback loopback = new Loopback();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch streams = new CountDownLatch(3);

    @AfterEach
    void close() throws Exception {
        go.countDown();
        loopback.close();
    }

    private ServiceTable untilLetGo() {
        return new ServiceTable()
                .bind(
                        "test",
                        "work",
                        (call, request) -> {
                            begun.incrementAndGet();
                            go.await();
                            return request;
                        })
                .bindInline("test", "inline", (call, request) -> request)
                .bindStream(
                        "test",
                        "stream",
                        (call, request) -> {
                            streams.countDown();
                            return new SubmissionPublisher<EncodedItem>();
                        });
    }

    private Loopback.Running serve(ServiceTable services, Handlers handlers) throws Exception {
        RpcLimits limits = RpcLimits.DEFAULT.withHandlers(handlers);
        return loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(limits), 0);
    }

    private static ClientCall call(RpcConnection connection, RpcMethod method) {
        return connection.start(
                method,
                new byte[] {7},
                CallTerms.of(CallOptions.DEFAULT, CallOptions.DEFAULT_TIMEOUT));
    }

    private static Failure failure(CompletableFuture<byte[]> call) throws Exception {
        return call.handle((bytes, thrown) -> (Failure) thrown).get(10, TimeUnit.SECONDS);
    }

    @Test
    void what_is_too_much_for_all_connections_together_is_refused_and_not_begun() throws Exception {
        Loopback.Running provider = serve(untilLetGo(), TWO);
        RpcConnection one = loopback.connect(provider.address());
        RpcConnection other = loopback.connect(provider.address());
        List<ClientCall> open = List.of(call(one, WORK), call(other, WORK));
        Loopback.await("both have begun", () -> begun.get() == 2);
        ClientCall tooMuch = call(one, WORK);
        Failure refused = failure(tooMuch);
        assertThat(refused.status()).isEqualTo(Status.OVERLOADED);
        assertThat(refused.code()).isEqualTo("rpc.overloaded");
        assertThat(refused).hasMessageContaining("it handles 2 calls at once");
        assertThat(tooMuch.neverStarted()).isTrue();
        go.countDown();
        for (ClientCall each : open) {
            each.get(10, TimeUnit.SECONDS);
        }
        assertThat(call(one, WORK).get(10, TimeUnit.SECONDS)).containsExactly(7);
        assertThat(begun).hasValue(3);
    }

    @Test
    void streams_and_calls_that_do_not_block_take_no_place() throws Exception {
        Loopback.Running provider = serve(untilLetGo(), TWO);
        RpcConnection connection = loopback.connect(provider.address());
        for (int at = 0; at < 3; at++) {
            connection.stream(RpcMethod.raw("test", "stream"), new byte[0], CallOptions.DEFAULT)
                    .subscribe(new SingleItem());
        }
        assertThat(streams.await(10, TimeUnit.SECONDS)).isTrue();
        List<ClientCall> open = List.of(call(connection, WORK), call(connection, WORK));
        Loopback.await("both have begun", () -> begun.get() == 2);
        assertThat(call(connection, INLINE).get(10, TimeUnit.SECONDS)).containsExactly(7);
        go.countDown();
        for (ClientCall each : open) {
            each.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_cancelled_call_keeps_its_place_until_its_handler_has_stopped() throws Exception {
        AtomicBoolean stops = new AtomicBoolean();
        ServiceTable stubborn =
                new ServiceTable()
                        .bind(
                                "test",
                                "work",
                                (call, request) -> {
                                    begun.incrementAndGet();
                                    while (!stops.get()) {
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                    return request;
                                });
        Handlers one = new Handlers(1, 1, Duration.ofMillis(20));
        RpcConnection connection = loopback.connect(serve(stubborn, one).address());
        ClientCall cancelled = call(connection, WORK);
        Loopback.await("it has begun", () -> begun.get() == 1);
        cancelled.cancel(true);
        assertThat(failure(call(connection, WORK)).code()).isEqualTo("rpc.overloaded");
        stops.set(true);
        Loopback.await("there is room again", () -> begun.get() > 1 || isRefused(connection));
    }

    /** A contract that promises its answers for later. */
    public interface Later {
        CompletableFuture<String> work();
    }

    @Test
    void a_cancelled_future_keeps_its_place_while_the_work_behind_it_goes_on() throws Exception {
        CompletableFuture<String> promised = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(1);
        Later later =
                () -> {
                    CallContext call = CallContext.current().orElseThrow();
                    if (begun.incrementAndGet() > 1) {
                        return CompletableFuture.completedFuture("quick");
                    }
                    Thread.ofVirtual().start(() -> call.run(() -> workUntilLetGo(ended)));
                    return promised;
                };
        Handlers one = new Handlers(1, 1, Duration.ofMillis(20));
        Loopback.Running provider = serve(new ServiceTable().bind("test", Later.class, later), one);
        Later proxy =
                Loopback.proxy(
                        Later.class, loopback.connect(provider.address()), CallOptions.DEFAULT);
        CompletableFuture<String> cancelled = proxy.work();
        Loopback.await("it is at work", () -> streams.getCount() == 2);
        cancelled.cancel(true);
        Loopback.await("the future is cancelled", promised::isCancelled);
        for (int at = 0; at < 10; at++) {
            assertThat(proxy.work().handle((done, thrown) -> ((Failure) thrown).code()).join())
                    .isEqualTo("rpc.overloaded");
        }
        assertThat(ended.getCount()).isOne();
        go.countDown();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        Loopback.await(
                "there is room again",
                () -> proxy.work().handle((done, thrown) -> thrown == null).join());
    }

    private void workUntilLetGo(CountDownLatch ended) {
        streams.countDown();
        boolean isLetGo = false;
        while (!isLetGo) {
            LockSupport.parkNanos(1_000_000);
            isLetGo = go.getCount() == 0;
        }
        ended.countDown();
    }

    /** Makes a call, which begins if there is room. */
    private static boolean isRefused(RpcConnection connection) {
        call(connection, WORK).handle((bytes, thrown) -> thrown != null).join();
        return false;
    }

    @Test
    void a_refused_call_goes_to_another_instance() throws Exception {
        AtomicInteger elsewhere = new AtomicInteger();
        Loopback.Running full = serve(untilLetGo(), TWO);
        Loopback.Running free =
                loopback.serve(
                        new ServiceTable()
                                .bind(
                                        "test",
                                        "work",
                                        (call, request) -> {
                                            elsewhere.incrementAndGet();
                                            return request;
                                        }));
        RpcConnection connection = loopback.connect(full.address());
        List<ClientCall> open = List.of(call(connection, WORK), call(connection, WORK));
        Loopback.await("it is full", () -> begun.get() == 2);
        BalancedCaller caller =
                new BalancedCaller(
                        loopback.client(),
                        Loopback.ALICE,
                        BalancedCaller.Settings.DEFAULT.withBalancer(Balancer.roundRobin()));
        caller.endpoints(List.of(Endpoint.of(full.address()), Endpoint.of(free.address())));
        for (int at = 0; at < 10; at++) {
            caller.call(WORK, new byte[0], CallOptions.DEFAULT).get(10, TimeUnit.SECONDS);
        }
        assertThat(elsewhere).hasValue(10);
        assertThat(begun).hasValue(2);
        assertThat(open).noneMatch(CompletableFuture::isDone);
        caller.close();
    }

    @Test
    void a_provider_whose_calls_wait_for_each_other_finds_its_limit() throws Exception {
        Semaphore two = new Semaphore(2, true);
        ServiceTable pool =
                new ServiceTable()
                        .bind(
                                "test",
                                "work",
                                (call, request) -> {
                                    two.acquire();
                                    try {
                                        LockSupport.parkNanos(5_000_000);
                                        return request;
                                    } finally {
                                        two.release();
                                    }
                                });
        Handlers narrow = new Handlers(16, 4096, Duration.ofMillis(20));
        Loopback.Running provider = serve(pool, narrow);
        RpcConnection connection = loopback.connect(provider.address());
        for (int at = 0; at < 100; at++) {
            call(connection, WORK).get(10, TimeUnit.SECONDS);
        }
        assertThat(provider.server().handlerLimit()).isEqualTo(narrow.most());
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int at = 0; at < 300; at++) {
            callers.add(Thread.ofVirtual().start(() -> callAgain(connection, stop, refused)));
        }
        Loopback.await(
                "calls are refused",
                () -> refused.get() > 100 && provider.server().handlerLimit() < 150);
        stop.set(true);
        for (Thread each : callers) {
            each.join();
        }
        assertThat(call(connection, WORK).get(10, TimeUnit.SECONDS)).containsExactly(7);
    }

    private static void callAgain(
            RpcConnection connection, AtomicBoolean stop, AtomicInteger refused) {
        while (!stop.get()) {
            boolean overloaded =
                    call(connection, WORK).handle((bytes, thrown) -> thrown != null).join();
            if (overloaded) {
                refused.incrementAndGet();
                LockSupport.parkNanos(10_000_000);
            }
        }
    }
}
