package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.ForyPayload;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Real servers and clients on the loopback interface; closes what it opened. */
public final class Loopback {

    /** Accepts the token "alice" and any other name but "mallory". */
    public static final Authenticator BY_NAME =
            credential -> {
                String name = new String(credential.bytes(), StandardCharsets.UTF_8);
                if (name.equals("mallory")) {
                    throw new Rejected(
                            Status.UNAUTHENTICATED, "auth.bad-token", "this token is not valid");
                }
                return Logins.of(name);
            };

    public static final Supplier<Credential> ALICE = () -> token("alice");

    /** Short waits, so that tests of silence are short. */
    public static final RpcLimits IMPATIENT =
            RpcLimits.DEFAULT.withTimes(
                    new RpcLimits.Times(
                            Duration.ofMillis(300),
                            Duration.ofMillis(200),
                            Duration.ofMillis(100),
                            3));

    /** What calls must not notice: the socket, and a ring that large frames do not fit into. */
    public static List<FastPath> paths() {
        return List.of(FastPath.NONE, FastPath.SPIN.withRing(64 << 10));
    }

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final FastPath fastPath;

    public Loopback() {
        this(FastPath.NONE);
    }

    public Loopback(FastPath fastPath) {
        this.fastPath = fastPath;
    }

    public static Credential token(String name) {
        return new Credential(Credential.TOKEN, name.getBytes(StandardCharsets.UTF_8));
    }

    /** A server that is listening, and where. */
    public record Running(RpcServer server, Address address) {

        /** Drains it meanwhile. */
        public CompletableFuture<Boolean> drains(Duration patience) {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return server.drain(patience);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    public Running serve(ServiceTable services) throws InterruptedException {
        return serve(new RpcSettings(services, BY_NAME), 0);
    }

    public Running serve(RpcSettings settings, int port) throws InterruptedException {
        RpcServer server = new RpcServer(settings.withFastPath(fastPath));
        opened.add(server);
        int bound = server.listen("127.0.0.1", port, 1).getPort();
        return new Running(server, new Address("127.0.0.1", bound));
    }

    public RpcClient client() {
        return client(CallObserver.NONE);
    }

    public RpcClient client(CallObserver observer) {
        return client(RpcLimits.DEFAULT, observer);
    }

    public RpcClient client(RpcLimits limits, CallObserver observer) {
        RpcClient client = new RpcClient(limits, observer, 1, fastPath);
        opened.add(client);
        return client;
    }

    public RpcConnection connect(Address address) throws Exception {
        RpcConnection connection = client().connect(address, ALICE).get(5, TimeUnit.SECONDS);
        assertThat(connection.sharesMemory()).isEqualTo(fastPath.hasRing());
        return connection;
    }

    public static <T> T proxy(
            Class<T> contract, io.stargazer.rpc.client.Caller caller, CallOptions options) {
        return RpcProxy.create(contract, "test", caller, new ForyPayload(), options);
    }

    /** Waits up to twenty seconds: a busy machine is slow. */
    public static void await(String what, BooleanSupplier condition) {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - untilNs).as(what).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    public void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }
}
