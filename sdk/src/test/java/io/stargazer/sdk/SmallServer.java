package io.stargazer.sdk;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * As much of a server as an application's link can see, over real connections: notes what it is
 * told and answers what the test wants. May be stopped and started again on its port.
 */
final class SmallServer implements AutoCloseable, SessionContract, RegistryContract {

    final List<Peer> connections = new CopyOnWriteArrayList<>();
    final List<String> sessions = new CopyOnWriteArrayList<>();
    final List<String> renewedOn = new CopyOnWriteArrayList<>();
    final List<String> registered = new CopyOnWriteArrayList<>();
    final List<String> deregistered = new CopyOnWriteArrayList<>();
    final List<MethodCalls> reported = new CopyOnWriteArrayList<>();
    volatile Duration tokenLifetime = Duration.ofHours(2);
    volatile boolean refusesLogins;
    volatile long openedMs = 1;

    /** Asked before each answer to register and to watch; a thrown refusal is the answer. */
    volatile Runnable beforeAnswer = () -> {};

    private final BlockingQueue<Watch> watches = new LinkedBlockingQueue<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private @Nullable RpcServer rpc;
    private int port;

    /** A watch, as it was asked for, and the way to answer it. */
    record Watch(long afterRevision, SubmissionPublisher<Update> updates) {

        void send(Update update) {
            updates.submit(update);
        }
    }

    SmallServer() {
        start();
    }

    void start() {
        ServiceTable services = new ServiceTable(CodecTable.standard().with(new RecordPayload()));
        services.bind(SessionContract.SERVICE, SessionContract.class, this);
        services.bind(RegistryContract.SERVICE, RegistryContract.class, this);
        RpcServer opened = new RpcServer(new RpcSettings(services, this::authenticate));
        try {
            port = opened.listen("127.0.0.1", port, 1).getPort();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        rpc = opened;
    }

    /** As a process that ends: all connections break. */
    void stop() {
        RpcServer opened = rpc;
        if (opened != null) {
            opened.close();
            rpc = null;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** The next watch that is asked for. */
    Watch nextWatch() {
        try {
            Watch next = watches.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nobody watches");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Login authenticate(Credential credential) {
        if (refusesLogins) {
            throw new Rejected(Status.UNAUTHENTICATED, "identity.wrong-credentials", "planted");
        }
        return new Login(
                new Principal(
                        Principal.Kind.APPLICATION,
                        "default/greeting",
                        Collections.emptySortedMap()),
                Instant.MAX);
    }

    @Override
    public CompletableFuture<Opened> open(String sessionId, String client) {
        connections.add(CallContext.current().orElseThrow().peer());
        sessions.add(sessionId);
        Session session =
                new Session(sessionId, new ApplicationId("default", "greeting"), client, openedMs);
        return CompletableFuture.completedFuture(new Opened(session, Duration.ofSeconds(2)));
    }

    @Override
    public CompletableFuture<Boolean> close(String sessionId) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<Grant> renew() {
        renewedOn.add(CallContext.current().orElseThrow().peer().address().toString());
        long expiresMs = System.currentTimeMillis() + tokenLifetime.toMillis();
        return CompletableFuture.completedFuture(
                new Grant("token-" + tokens.incrementAndGet(), expiresMs));
    }

    /** Tells of itself alone, as a server without others does. */
    @Override
    public Flow.Publisher<Servers> servers() {
        return subscriber -> {
            SubmissionPublisher<Servers> servers = new SubmissionPublisher<>(Runnable::run, 1);
            servers.subscribe(subscriber);
            servers.submit(new Servers("", List.of()));
        };
    }

    @Override
    public Flow.Publisher<Keys> keys() {
        return subscriber -> {
            SubmissionPublisher<Keys> keys = new SubmissionPublisher<>(Runnable::run, 1);
            keys.subscribe(subscriber);
            keys.submit(new Keys(List.of()));
        };
    }

    @Override
    public CompletableFuture<Long> register(
            String session, ServiceName service, Instance instance) {
        beforeAnswer.run();
        registered.add(instance.id());
        return CompletableFuture.completedFuture(7L);
    }

    @Override
    public CompletableFuture<Long> deregister(
            String session, ServiceName service, String instanceId) {
        deregistered.add(instanceId);
        return CompletableFuture.completedFuture(8L);
    }

    @Override
    public Flow.Publisher<Update> watch(ServiceName service, long afterRevision) {
        beforeAnswer.run();
        return subscriber -> {
            SubmissionPublisher<Update> updates = new SubmissionPublisher<>(Runnable::run, 64);
            updates.subscribe(subscriber);
            watches.add(new Watch(afterRevision, updates));
        };
    }

    @Override
    public CompletableFuture<Boolean> reportCalls(String session, List<CallCount> counts) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<Boolean> reportMethods(String session, List<MethodCalls> methods) {
        reported.addAll(methods);
        return CompletableFuture.completedFuture(true);
    }
}
