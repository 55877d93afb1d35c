package io.stargazer.bench.rpc.peer.stargazer;

import io.stargazer.api.identity.Principal;
import io.stargazer.bench.rpc.peer.Opened;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.bulk.BulkBatch;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.TimeUnit;

/** A provider of one method, bound as the variant wants it. */
final class EchoProvider {

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long WORK_MS = 1;

    private EchoProvider() {}

    static Peer.Serving start(Variant variant, int port, Opened opened)
            throws InterruptedException {
        RpcServer server =
                new RpcServer(
                        new RpcSettings(services(variant), credential -> login())
                                .withLimits(StargazerPeer.LIMITS)
                                .withFastPath(StargazerPeer.fastPath(variant)));
        opened.add(server::close);
        int bound = server.listen(Peer.HOST, port, 1).getPort();
        return new Peer.Serving(Peer.HOST + ":" + bound, () -> server.drain(DRAIN));
    }

    private static ServiceTable services(Variant variant) {
        RpcMethod echo = StargazerPeer.ECHO;
        ServiceTable services = new ServiceTable();
        return switch (variant) {
            case BATCHED -> services.bindBulk(echo.service(), echo.method(), EchoProvider::echoAll);
            case BALANCED, BALANCED_WITH_DEADLINE ->
                    services.bind(echo.service(), echo.method(), EchoProvider::work);
            default ->
                    services.bindInline(echo.service(), echo.method(), (call, request) -> request);
        };
    }

    private static void echoAll(CallContext call, BulkBatch batch) {
        while (batch.next()) {
            batch.response().writeBytes(batch.request());
        }
    }

    /** On a virtual thread, as a handler that asks somebody else. */
    private static byte[] work(CallContext call, byte[] request) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(WORK_MS);
        return request;
    }

    private static Login login() {
        return new Login(
                new Principal(Principal.Kind.USER, "bench", Collections.emptySortedMap()),
                Instant.MAX);
    }
}
