package io.stargazer.sdk;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.session.SessionContract;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.api.session.SessionContract.Opened;
import io.stargazer.api.session.SessionContract.Servers;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.rpc.stream.EveryItem;
import io.stargazer.sdk.task.wire.TaskSession;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a server that has the session: what is offered and watched on it. Used by the
 * link's thread; blocks.
 */
final class LinkSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

    private final RpcConnection connection;
    private final SessionContract session;
    private final RegistryContract registry;
    private final String sessionId;
    private long openedMs;
    private final Thread keeper = Thread.currentThread();
    private final Set<String> asked = new HashSet<>();
    private final Set<String> registered = ConcurrentHashMap.newKeySet();
    private final Set<ServiceView> watched = ConcurrentHashMap.newKeySet();
    private volatile String whyClosed = "";

    private LinkSession(RpcConnection connection, String sessionId) {
        this.connection = connection;
        this.sessionId = sessionId;
        this.session = proxy(SessionContract.class, SessionContract.SERVICE, connection);
        this.registry = proxy(RegistryContract.class, RegistryContract.SERVICE, connection);
        connection.onLeaving(why -> {
            whyClosed = why;
            LockSupport.unpark(keeper);
        });
    }

    /**
     * Connects, logs in, opens or resumes the session.
     *
     * @param servers is told where all servers are, also by one that does not lead: before this
     *     throws {@link Unavailable.NotLeader}, and later whenever that changes
     */
    static LinkSession open(
            RpcClient client,
            Address server,
            Options options,
            String sessionId,
            Consumer<Servers> servers) {
        RpcConnection connection = await(client.connect(server, () -> secret(options)));
        LinkSession opened = new LinkSession(connection, sessionId);
        CompletableFuture<Void> told = opened.watchServers(servers);
        try {
            Opened answer = await(opened.session.open(sessionId, clientText()));
            opened.openedMs = answer.session().openedMs();
            return opened;
        } catch (Unavailable.NotLeader follows) {
            await(told.completeOnTimeout(null, TOLD_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
            opened.close();
            throw follows;
        } catch (Failure failure) {
            opened.close();
            throw failure;
        }
    }

    /** When the session began: the same as last time if it was resumed. */
    long openedMs() {
        return openedMs;
    }

    private static Credential secret(Options options) {
        Sink sink = new Sink();
        sink.string(options.application().toString());
        sink.string(options.secret());
        return new Credential(SessionContract.SECRET_CREDENTIAL, sink.toArray());
    }

    /** The same connection, for executors and submitters. */
    TaskSession tasks() {
        return TaskSession.on(connection, sessionId, connection::close);
    }

    boolean isOpen() {
        return connection.isReady();
    }

    String whyClosed() {
        return whyClosed;
    }

    Grant renew() {
        return await(session.renew());
    }

    void watchKeys(Consumer<Keys> receiver) {
        session.keys().subscribe(new EveryItem<>(receiver, failure -> connection.close()));
    }

    /**
     * Without the answer one goes on with the servers that one knows. Completes with the first
     * answer, or when there will be none.
     */
    private CompletableFuture<Void> watchServers(Consumer<Servers> receiver) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        session.servers()
                .subscribe(
                        new EveryItem<>(
                                servers -> {
                                    receiver.accept(servers);
                                    told.complete(null);
                                },
                                failure -> {
                                    LOG.debug("no word of the servers", failure);
                                    told.complete(null);
                                }));
        return told;
    }

    /**
     * Registers the offer unless it is registered already, or was refused on this connection.
     *
     * @return whether it was registered now
     * @throws Failure when it is the connection that is no good any more
     */
    boolean ensureRegistered(Offer offer) {
        if (!asked.add(offer.key())) {
            return false;
        }
        try {
            long revision = await(registry.register(sessionId, offer.service(), offer.instance()));
            registered.add(offer.key());
            offer.registered().complete(revision);
            return true;
        } catch (Rejected refused) {
            if (isOfConnection(refused)) {
                throw refused;
            }
            if (!offer.registered().completeExceptionally(refused)) {
                LOG.warn("{} is not offered any more: {}", offer.key(), refused.getMessage());
            }
            return false;
        }
    }

    /** The session or the login is over: the same is not refused on the next connection. */
    private boolean isOfConnection(Rejected refused) {
        return refused.status() == Status.UNAUTHENTICATED
                || refused.code().equals(new SessionRejection.UnknownSession(sessionId).code());
    }

    /** What this session has registered outlives its connection, and need not be told again. */
    Set<String> registered() {
        return registered;
    }

    /**
     * Goes on with what the session registered on an earlier connection: telling it again would
     * undo what people have changed meanwhile, such as the weight of an instance that they drain.
     */
    void resume(Set<String> before) {
        asked.addAll(before);
        registered.addAll(before);
    }

    /** Takes the offer back; what the servers refuse to take back is not ours any more. */
    void deregister(Offer offer) {
        asked.remove(offer.key());
        registered.remove(offer.key());
        try {
            await(registry.deregister(sessionId, offer.service(), offer.instance().id()));
        } catch (Rejected refused) {
            if (isOfConnection(refused)) {
                throw refused;
            }
            LOG.warn("{} is not taken back: {}", offer.key(), refused.getMessage());
        }
    }

    /** Watches the view from where it is unless this connection does already. */
    void ensureWatched(ServiceView view) {
        if (!watched.add(view)) {
            return;
        }
        ServiceView.Feed feed = view.newFeed();
        Flow.Publisher<Update> updates = registry.watch(view.name(), feed.afterRevision());
        updates.subscribe(
                new EveryItem<>(
                        feed,
                        failure -> {
                            if (failure instanceof Rejected refused && !isOfConnection(refused)) {
                                view.refused(refused); // asking again would not help
                            } else {
                                watched.remove(view);
                            }
                        }));
    }

    void report(List<MethodCalls> counted) {
        if (!counted.isEmpty()) {
            await(registry.reportMethods(sessionId, counted));
        }
    }

    /** The last words on this connection; if it is gone, so be it: the grace will run out. */
    void sayGoodBye(List<MethodCalls> lastCounted) {
        try {
            report(lastCounted);
            await(session.close(sessionId));
        } catch (Failure failure) {
            whyClosed = String.valueOf(failure.getMessage());
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private static <T> T proxy(Class<T> contract, String service, Caller caller) {
        return RpcProxy.create(contract, service, caller, new RecordPayload(), CallOptions.DEFAULT);
    }

    /** Waits for an answer; failures are thrown as the server said them. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException("a call failed without saying why", e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new Unavailable.DeadlineExceeded(
                    "sdk.no-answer", "no answer within " + ANSWER_WITHIN.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable.Indeterminate("sdk.interrupted", "interrupted while waiting");
        }
    }

    private static String clientText() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return host + " pid " + ProcessHandle.current().pid();
    }
}
