package io.stargazer.app.sdk;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;

/** A provider that lets nobody in but keeps what it was shown. */
final class ListeningProvider implements AutoCloseable {

    private final RpcServer rpc;
    private final InetSocketAddress address;

    ListeningProvider(Queue<String> shown) throws InterruptedException {
        rpc =
                new RpcServer(
                        new RpcSettings(
                                new ServiceTable(),
                                credential -> {
                                    shown.add(
                                            new String(credential.bytes(), StandardCharsets.UTF_8));
                                    throw new Rejected(
                                            Status.UNAUTHENTICATED, "planted", "planted");
                                }));
        address = rpc.listen("127.0.0.1", 0, 1);
    }

    String address() {
        return "127.0.0.1:" + address.getPort();
    }

    @Override
    public void close() {
        rpc.close();
    }
}
