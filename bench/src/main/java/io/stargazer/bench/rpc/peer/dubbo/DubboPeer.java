package io.stargazer.bench.rpc.peer.dubbo;

import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/** Dubbo's own protocol on one connection to a known address, with Dubbo's own threads. */
public final class DubboPeer implements Peer {

    private static final int HANDLER_THREADS = 200; // as Dubbo does by itself
    private static final int WAITING_CALLS = 10_000; // by itself it refuses what no thread is for
    private static final int TIMEOUT_MS = 20_000;

    /** Echoes. */
    private static final class Echo implements DubboContract {
        @Override
        public byte[] echo(byte[] bytes) {
            return bytes;
        }

        @Override
        public CompletableFuture<byte[]> echoLater(byte[] bytes) {
            return CompletableFuture.completedFuture(bytes);
        }
    }

    @Override
    public Serving serve(Variant variant, int port) {
        ProtocolConfig protocol = new ProtocolConfig("dubbo", port == 0 ? -1 : port);
        protocol.setHost(HOST);
        protocol.setIothreads(1);
        protocol.setThreads(HANDLER_THREADS);
        protocol.setQueues(WAITING_CALLS);
        ServiceConfig<DubboContract> service = new ServiceConfig<>();
        service.setInterface(DubboContract.class);
        service.setRef(new Echo());
        bootstrap("bench-server").protocol(protocol).service(service).start();
        return new Serving(HOST + ":" + service.getExportedUrls().getFirst().getPort());
    }

    private static DubboBootstrap bootstrap(String name) {
        ApplicationConfig application = new ApplicationConfig(name);
        application.setQosEnable(false);
        return DubboBootstrap.getInstance()
                .application(application)
                .registry(new RegistryConfig(RegistryConfig.NO_AVAILABLE));
    }

    @Override
    public AsyncEcho async(Variant variant, List<String> addresses) {
        DubboContract echo = connect(addresses.getFirst());
        return (payload, answer) -> {
            CompletableFuture<byte[]> _ = echo.echoLater(payload).whenComplete(answer);
        };
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) {
        DubboContract echo = connect(address);
        return payload -> echo.echo(payload).length;
    }

    private static DubboContract connect(String address) {
        URI at = URI.create("dubbo://" + address + "/" + DubboContract.class.getName());
        ReferenceConfig<DubboContract> reference = new ReferenceConfig<>();
        reference.setInterface(DubboContract.class);
        reference.setUrl(at.toString());
        reference.setConnections(1);
        reference.setTimeout(TIMEOUT_MS);
        bootstrap("bench-client").reference(reference).start();
        return reference.get();
    }

    @Override
    public void close() {
        DubboBootstrap.getInstance().stop();
    }
}
