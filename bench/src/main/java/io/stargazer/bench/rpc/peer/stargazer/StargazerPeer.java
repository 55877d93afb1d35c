package io.stargazer.bench.rpc.peer.stargazer;

import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BatchedEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Opened;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ours, through its public interface, as an application uses it. */
public final class StargazerPeer implements Peer {

    static final RpcMethod ECHO = RpcMethod.raw("bench", "echo");

    /** Room for what waits during a pause when calls come on a schedule. */
    static final RpcLimits LIMITS = RpcLimits.DEFAULT.withMaxConcurrentCalls(1 << 16);

    private static final CallOptions WITH_DEADLINE =
            CallOptions.DEFAULT.withTimeout(Duration.ofMillis(250));

    private static final long CONNECT_SECONDS = 10;

    private final Opened opened = new Opened();

    static FastPath fastPath(Variant variant) {
        return switch (variant) {
            case SPIN -> FastPath.SPIN;
            case SAME_HOST -> FastPath.SAME_HOST;
            default -> FastPath.NONE;
        };
    }

    @Override
    public Serving serve(Variant variant, int port) throws InterruptedException {
        return EchoProvider.start(variant, port, opened);
    }

    @Override
    public AsyncEcho async(Variant variant, List<String> addresses) throws Exception {
        return switch (variant) {
            case BALANCED -> calls(balanced(addresses), CallOptions.DEFAULT);
            case BALANCED_WITH_DEADLINE -> calls(balanced(addresses), WITH_DEADLINE);
            default -> calls(connect(client(), addresses.getFirst()), CallOptions.DEFAULT);
        };
    }

    private static AsyncEcho calls(Caller caller, CallOptions options) {
        return (payload, answer) -> {
            CompletableFuture<byte[]> _ = caller.call(ECHO, payload, options).whenComplete(answer);
        };
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) throws Exception {
        if (variant != Variant.PLAIN) {
            return direct(variant, address);
        }
        RpcConnection connection = connect(client(), address);
        return payload -> connection.call(ECHO, payload, CallOptions.DEFAULT).get().length;
    }

    private BlockingEcho direct(Variant variant, String address) {
        DirectConnection connection =
                DirectConnection.open(
                        LIMITS,
                        CallObserver.NONE,
                        fastPath(variant),
                        Address.parse(address),
                        StargazerPeer::credential);
        opened.add(connection::close);
        if (connection.sharesMemory() != (variant == Variant.SAME_HOST)) {
            throw new IllegalStateException("not the way that was asked for: " + variant);
        }
        return payload -> connection.call(ECHO, payload, CallOptions.DEFAULT).length;
    }

    @Override
    public List<BatchedEcho> batched(String address, int connections) throws Exception {
        RpcClient client = client();
        List<BatchedEcho> lanes = new ArrayList<>();
        for (int at = 0; at < connections; at++) {
            lanes.add(new Batches(connect(client, address)));
        }
        return lanes;
    }

    private static RpcConnection connect(RpcClient client, String address) throws Exception {
        return client.connect(Address.parse(address), StargazerPeer::credential)
                .get(CONNECT_SECONDS, TimeUnit.SECONDS);
    }

    private Caller balanced(List<String> addresses) {
        BalancedCaller caller = new BalancedCaller(client(), StargazerPeer::credential);
        caller.endpoints(
                addresses.stream().map(address -> Endpoint.of(Address.parse(address))).toList());
        return caller;
    }

    private RpcClient client() {
        RpcClient client = new RpcClient(LIMITS, CallObserver.NONE, 1);
        opened.add(client::close);
        return client;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }

    private static Credential credential() {
        return new Credential(Credential.TOKEN, new byte[] {'b'});
    }
}
