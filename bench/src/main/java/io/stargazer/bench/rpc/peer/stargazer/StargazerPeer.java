package io.stargazer.bench.rpc.peer.stargazer;

import io.stargazer.api.identity.Principal;
import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.direct.DirectConnection;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ours, through its public interface, as an application uses it. */
public final class StargazerPeer implements Peer {

    private static final RpcMethod ECHO = RpcMethod.raw("bench", "echo");

    /** Room for what waits during a pause when calls come on a schedule. */
    private static final RpcLimits LIMITS = RpcLimits.DEFAULT.withMaxConcurrentCalls(1 << 16);

    private static final long CONNECT_SECONDS = 10;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long WORK_MS = 1;

    @Override
    public Serving serve(Variant variant, int port) throws InterruptedException {
        ServiceTable services = new ServiceTable();
        if (variant == Variant.BALANCED) {
            services.bind(ECHO.service(), ECHO.method(), StargazerPeer::work);
        } else {
            services.bindInline(ECHO.service(), ECHO.method(), (call, request) -> request);
        }
        RpcServer server =
                new RpcServer(
                        new RpcSettings(services, credential -> login())
                                .withLimits(LIMITS)
                                .withFastPath(fastPath(variant)));
        int bound = server.listen(HOST, port, 1).getPort();
        return new Serving(HOST + ":" + bound, () -> server.drain(DRAIN));
    }

    private static FastPath fastPath(Variant variant) {
        return switch (variant) {
            case SPIN -> FastPath.SPIN;
            case SAME_HOST -> FastPath.SAME_HOST;
            default -> FastPath.NONE;
        };
    }

    private static byte[] work(CallContext call, byte[] request) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(WORK_MS);
        return request;
    }

    private static Login login() {
        return new Login(
                new Principal(Principal.Kind.USER, "bench", Collections.emptySortedMap()),
                Instant.MAX);
    }

    @Override
    public AsyncEcho async(Variant variant, List<String> addresses) throws Exception {
        Caller caller =
                variant == Variant.BALANCED ? balanced(addresses) : connect(addresses.getFirst());
        return (payload, answer) -> {
            CompletableFuture<byte[]> _ =
                    caller.call(ECHO, payload, CallOptions.DEFAULT).whenComplete(answer);
        };
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) throws Exception {
        if (variant != Variant.PLAIN) {
            return direct(variant, address);
        }
        RpcConnection connection = connect(address);
        return payload -> connection.call(ECHO, payload, CallOptions.DEFAULT).get().length;
    }

    private static BlockingEcho direct(Variant variant, String address) {
        DirectConnection connection =
                DirectConnection.open(
                        LIMITS,
                        CallObserver.NONE,
                        fastPath(variant),
                        Address.parse(address),
                        StargazerPeer::credential);
        if (connection.sharesMemory() != (variant == Variant.SAME_HOST)) {
            throw new IllegalStateException("not the way that was asked for: " + variant);
        }
        return payload -> connection.call(ECHO, payload, CallOptions.DEFAULT).length;
    }

    private static RpcConnection connect(String address) throws Exception {
        return client().connect(Address.parse(address), StargazerPeer::credential)
                .get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    private static Caller balanced(List<String> addresses) {
        BalancedCaller caller = new BalancedCaller(client(), StargazerPeer::credential);
        caller.endpoints(
                addresses.stream().map(address -> Endpoint.of(Address.parse(address))).toList());
        return caller;
    }

    private static RpcClient client() {
        return new RpcClient(LIMITS, CallObserver.NONE, 1);
    }

    private static Credential credential() {
        return new Credential(Credential.TOKEN, new byte[] {'b'});
    }
}
