package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.sdk.task.wire.TaskLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RP-4: an offer is taken back while it is called, by callers that hear nothing of it. */
@Timeout(120)
class TakingBackTest {

    private static final RpcMethod WORK = RpcMethod.raw("default/greeter", "work");
    private static final RpcMethod WAIT = RpcMethod.raw("default/greeter", "wait");
    private static final RpcMethod OTHER = RpcMethod.raw("default/other", "work");

    private static final Authenticator EVERYBODY =
            credential ->
                    new Login(
                            new Principal(
                                    Principal.Kind.APPLICATION,
                                    "default/shop",
                                    Collections.emptySortedMap()),
                            Instant.MAX);

    @TempDir Path folder;
    private final SmallServer server = new SmallServer();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean stop;

    @AfterEach
    void close() throws Exception {
        go.countDown();
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
        server.close();
    }

    private ProviderPort provider() {
        return provider(new ServiceTable());
    }

    private ProviderPort provider(ServiceTable services) {
        services.bind("default/greeter", "work", (call, request) -> request)
                .bind("default/other", "work", (call, request) -> request)
                .bind(
                        "default/greeter",
                        "wait",
                        (call, request) -> {
                            waiting.countDown();
                            go.await();
                            return request;
                        });
        ProviderPort port =
                new ProviderPort(Options.Network.LOOPBACK, new RpcSettings(services, EVERYBODY));
        opened.add(port::drain);
        return port;
    }

    private static Address address(ProviderPort port) {
        return new Address("127.0.0.1", port.open().getPort());
    }

    private Provision offered(ProviderPort port) {
        Options options =
                Options.of(server.address(), "greeting", "a secret").withCacheDirectory(folder);
        ServerLink link =
                new ServerLink(
                        options, Tls.OFF, new CallStatistics(), (Keys keys) -> {}, new TaskLine());
        opened.add(link);
        Offer offer =
                new Offer(
                        new ServiceName("default", "greeter"),
                        Instance.of("a", "1", address(port).toString()),
                        new CompletableFuture<>());
        link.offer(offer);
        offer.registered().join();
        return new Provision(link, offer, port);
    }

    private BalancedCaller caller(ProviderPort... ports) {
        RpcClient client = new RpcClient();
        opened.add(client);
        Credential token = new Credential(Credential.TOKEN, "any".getBytes(StandardCharsets.UTF_8));
        BalancedCaller caller = new BalancedCaller(client, () -> token);
        List<Endpoint> endpoints = new ArrayList<>();
        for (ProviderPort port : ports) {
            endpoints.add(Endpoint.of(address(port)));
        }
        caller.endpoints(endpoints);
        return caller;
    }

    private void callUntilStopped(BalancedCaller caller) {
        while (!stop) {
            try {
                caller.call(WORK, new byte[] {7}, CallOptions.DEFAULT).get(30, TimeUnit.SECONDS);
                answered.incrementAndGet();
            } catch (ExecutionException failed) {
                failures.add(failed.getCause());
            } catch (Exception lost) {
                failures.add(lost);
            }
        }
    }

    private void awaitAnswers(int more) {
        int before = answered.get();
        Eventually.holds(more + " answers", () -> answered.get() - before >= more);
    }

    @Test
    void callers_that_are_told_nothing_lose_no_call() throws Exception {
        ProviderPort leaving = provider();
        Provision provision = offered(leaving);
        BalancedCaller caller = caller(leaving, provider());
        List<Thread> load = new ArrayList<>();
        for (int at = 0; at < 8; at++) {
            load.add(Thread.ofVirtual().start(() -> callUntilStopped(caller)));
        }
        awaitAnswers(200);
        BalancedCaller ofAnother = caller(leaving);
        ofAnother.call(OTHER, new byte[] {7}, CallOptions.DEFAULT).get(10, TimeUnit.SECONDS);
        var connected = ofAnother.targets().getFirst();
        provision.close();
        assertThat(server.deregistered).containsExactly("a");
        awaitAnswers(2000);
        stop = true;
        for (Thread each : load) {
            each.join();
        }
        assertThat(failures).isEmpty();
        assertThat(connected.isUsable()).as("callers of another service stay").isTrue();
        ofAnother.call(OTHER, new byte[] {7}, CallOptions.DEFAULT).get(10, TimeUnit.SECONDS);
    }

    @Test
    void what_has_begun_is_finished_before_the_offer_is_gone() throws Exception {
        ProviderPort leaving = provider();
        Provision provision = offered(leaving);
        BalancedCaller caller = caller(leaving);
        CallOptions patient = CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1));
        CompletableFuture<byte[]> begun = caller.call(WAIT, new byte[] {7}, patient);
        waiting.await();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(provision::close);
        Eventually.holds("taken back", () -> !server.deregistered.isEmpty());
        CompletableFuture<byte[]> arriving = caller.call(WORK, new byte[] {8}, patient);
        assertThat(arriving.get(10, TimeUnit.SECONDS)).as("nobody else has it").containsExactly(8);
        assertThat(closing).isNotDone();
        go.countDown();
        assertThat(begun.get(10, TimeUnit.SECONDS)).containsExactly(7);
        closing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_provision_that_was_closed_does_not_take_back_what_is_offered_anew() throws Exception {
        ServiceTable services = new ServiceTable();
        ProviderPort port = provider(services);
        Provision provision = offered(port);
        provision.close();
        assertThat(failureOf(caller(port))).contains("rpc.draining");
        services.bind("default/greeter", "work", (call, request) -> request);
        provision.close();
        assertThat(failureOf(caller(port))).isEmpty();
    }

    private static String failureOf(BalancedCaller caller) throws Exception {
        return caller.call(WORK, new byte[0], CallOptions.DEFAULT)
                .handle((bytes, thrown) -> thrown == null ? "" : code(thrown))
                .get(10, TimeUnit.SECONDS);
    }

    private static String code(Throwable thrown) {
        return thrown instanceof Failure failure ? failure.code() : "" + thrown;
    }
}
