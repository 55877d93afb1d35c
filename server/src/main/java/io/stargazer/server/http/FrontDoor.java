package io.stargazer.server.http;

import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.tls.ClientCertificates;
import io.stargazer.rpc.tls.Tls;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The one port: HTTP/1.1, HTTP/2, and RPC by upgrade; all of it over TLS, when that is on. */
public final class FrontDoor implements AutoCloseable {

    private final Vertx vertx;
    private final Router router;
    private final RpcUpgrade upgrade;
    private final Visitors visitors;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Routes routes;
    private final HttpServer server;

    /**
     * Where to listen and how patient to be.
     *
     * @param port 0 for any free one
     * @param maxBodyBytes of a request
     * @param firstRequest how long a new connection may take to send the head of a request, and any
     *     request to send its body
     * @param nextRequest how long a connection may be silent between requests
     */
    public record Settings(
            String host, int port, int maxBodyBytes, Duration firstRequest, Duration nextRequest) {}

    private final Settings settings;
    private final Tls tls;

    public FrontDoor(
            Settings settings, Authentication authentication, RpcServer rpc, Lead lead, Tls tls) {
        this.settings = settings;
        this.tls = tls;
        this.upgrade = new RpcUpgrade(rpc);
        this.visitors = new Visitors(settings.firstRequest(), settings.nextRequest());
        this.vertx =
                Vertx.builder()
                        .withTransport(
                                new GuardedTransport(
                                        new Doorstep(settings.firstRequest(), tls.isOn())))
                        .with(
                                new VertxOptions()
                                        .setEventLoopPoolSize(
                                                Math.min(
                                                        4,
                                                        Runtime.getRuntime().availableProcessors()))
                                        .setWorkerPoolSize(1)
                                        .setInternalBlockingPoolSize(1)
                                        .setDisableTCCL(true)
                                        .setFileSystemOptions(
                                                new FileSystemOptions()
                                                        .setFileCachingEnabled(false)
                                                        .setClassPathResolvingEnabled(false)))
                        .build();
        this.router = Router.router(vertx);
        this.routes = new Routes(router, authentication, threads, settings.maxBodyBytes(), lead);
        this.server = vertx.createHttpServer(options());
        router.errorHandler(404, routes::answerMissing);
        router.errorHandler(405, context -> Routes.fail(context, HttpFailures.notAllowed(context)));
        router.errorHandler(413, context -> Routes.fail(context, HttpFailures.tooLarge(settings)));
        router.errorHandler(500, FrontDoor::failed);
    }

    /** Where capabilities add what they can do, before {@link #open}. */
    public Routes routes() {
        return routes;
    }

    /** Idle HTTP connections and those being served; RPC connections are not among them. */
    public int connections() {
        return visitors.count();
    }

    /**
     * Listens.
     *
     * @return the port
     * @throws BindException when the port is in use or the address is not ours
     */
    public int open() throws BindException {
        server.connectionHandler(visitors::arrived);
        server.invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER);
        server.requestHandler(this::enter);
        vertx.setPeriodic(1000, id -> visitors.sweep());
        try {
            return server.listen(settings.port(), settings.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException bind) {
                throw bind;
            }
            throw new BindException(String.valueOf(e.getCause()));
        }
    }

    private void enter(HttpServerRequest request) {
        boolean isRpc = "/rpc".equals(request.path());
        if (isRpc && RpcUpgrade.isWanted(request)) {
            visitors.left(request.connection());
            upgrade.accept(request);
            return;
        }
        visitors.asked(request.connection());
        limitBody(request);
        request.response().bodyEndHandler(done -> visitors.answered(request.connection()));
        if (isRpc) {
            RpcUpgrade.refuse(request);
        } else {
            router.handle(request);
        }
    }

    /** Whoever left in the middle of a request needs no answer. */
    private static void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure != null && !(failure instanceof HttpClosedException)) {
            Routes.fail(context, failure);
        }
    }

    /** A body that does not come in time is as bad as a head that does not. */
    private void limitBody(HttpServerRequest request) {
        boolean hasBody =
                request.headers().contains("content-length")
                        || request.headers().contains("transfer-encoding");
        if (hasBody) {
            vertx.setTimer(
                    settings.firstRequest().toMillis(),
                    id -> {
                        if (!request.isEnded()) {
                            request.connection().close();
                        }
                    });
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setTcpNoDelay(true)
                        .setHttp2ClearTextEnabled(true)
                        .setMaxHeaderSize(16 * 1024)
                        .setMaxInitialLineLength(8 * 1024)
                        .setHttp2RstFloodMaxRstFramePerWindow(1000)
                        .setAcceptBacklog(4096)
                        .setIdleTimeout(0)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS);
        if (tls.isOn()) {
            ServerSSLOptions certificates = certificates();
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(certificates.getKeyCertOptions())
                    .setTrustOptions(certificates.getTrustOptions())
                    .setClientAuth(certificates.getClientAuth())
                    .setEnabledSecureTransportProtocols(
                            certificates.getEnabledSecureTransportProtocols());
        }
        return options;
    }

    private ServerSSLOptions certificates() {
        // Servers of the cluster show certificates on this port, so everybody is asked for one.
        boolean isNeeded = tls.clients() == ClientCertificates.REQUIRED;
        return new ServerSSLOptions()
                .setKeyCertOptions(KeyCertOptions.wrap(tls.keys()))
                .setTrustOptions(TrustOptions.wrap(tls.portTrust()))
                .setClientAuth(isNeeded ? ClientAuth.REQUIRED : ClientAuth.REQUEST)
                .setEnabledSecureTransportProtocols(Set.copyOf(Tls.PROTOCOLS))
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    }

    /** New connections begin with the certificates that are in force now. Blocks. */
    public void renewCertificates() {
        server.updateSSLOptions(certificates(), true)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        server.shutdown(2, TimeUnit.SECONDS).toCompletionStage().toCompletableFuture().join();
        threads.shutdown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
