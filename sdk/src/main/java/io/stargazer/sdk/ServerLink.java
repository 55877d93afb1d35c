package io.stargazer.sdk;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.retry.RenewalTime;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.sdk.task.wire.TaskLine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's connection to the cluster. One virtual thread keeps it: connects to one server
 * after the other, opens or resumes the session, offers again what is offered, continues the
 * watches where they stopped, renews the token, and begins anew when the connection breaks.
 */
final class ServerLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);
    private static final Codec<Keys> KEYS = Codec.of(Keys.class);
    private static final Codec<Grant> GRANT = Codec.of(Grant.class);
    private static final String KEYS_FILE = "keys";
    private static final String TOKEN_FILE = "token";
    private static final long PERIOD_NS = 1_000_000_000;
    private static final long LOOK_NS = 10 * PERIOD_NS;
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 1_000;

    /** While servers answer but none leads: an election takes less than a second. */
    private static final long LONGEST_ELECTION_PAUSE_MS = 200;

    private final Options options;
    private final Tls tls;
    private final RpcClient client;
    private final DiskCache cache;
    private final ServerBook servers;
    private final CallStatistics statistics;
    private final Consumer<Keys> onKeys;
    private final TaskLine tasks;
    private final String sessionId = RandomNames.next("s-");
    private final Map<ServiceName, ServiceView> views = new ConcurrentHashMap<>();
    private final Map<String, Offer> offers = new ConcurrentHashMap<>();

    /** Taken back, but the servers may not know it yet: the session may outlive a connection. */
    private final Map<String, Offer> withdrawn = new ConcurrentHashMap<>();

    private final CompletableFuture<Void> firstConnection = new CompletableFuture<>();
    private final Thread keeper;
    private volatile @Nullable LinkSession live;
    private volatile @Nullable Grant grant;
    private volatile boolean closed;

    /** The keeper's own. */
    private final RenewalTime renewal = new RenewalTime();

    private long openedMs;

    /** What the session has registered, on whichever connection. */
    private Set<String> registered = Set.of();

    private long lookAtNs = System.nanoTime() + LOOK_NS;

    ServerLink(
            Options options,
            Tls tls,
            CallStatistics statistics,
            Consumer<Keys> onKeys,
            TaskLine tasks) {
        this.options = options;
        this.tls = tls;
        this.client = new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1, FastPath.NONE, tls);
        this.cache = new DiskCache(options.cacheDirectory());
        this.servers = new ServerBook(options.servers(), cache);
        this.statistics = statistics;
        this.onKeys = onKeys;
        this.tasks = tasks;
        cache.read(KEYS_FILE, KEYS).ifPresent(onKeys);
        grant = cache.read(TOKEN_FILE, GRANT).orElse(null);
        this.keeper = Thread.ofVirtual().name("stargazer-link").start(this::keep);
    }

    /** Completes when a server was reached for the first time; fails when it refused us. */
    CompletableFuture<Void> firstConnection() {
        return firstConnection;
    }

    boolean isConnected() {
        return live != null;
    }

    /**
     * The token to show to providers: the newest, be it one that was kept on disk when no server
     * has answered yet (RG-7). Providers refuse it once it has expired.
     */
    Credential credential() {
        Grant current = grant;
        if (current == null) {
            throw new Unavailable.Unreachable(
                    "sdk.no-token", "no server has been reached yet, so there is no token to show");
        }
        return new Credential(Credential.TOKEN, current.token().getBytes(StandardCharsets.UTF_8));
    }

    /** The view of a service, watched from the first call on. */
    ServiceView view(ServiceName name) {
        ServiceView view = views.computeIfAbsent(name, absent -> new ServiceView(absent, cache));
        LockSupport.unpark(keeper);
        return view;
    }

    /** Registers an instance now and after every reconnection. */
    void offer(Offer offer) {
        offers.put(offer.key(), offer);
        LockSupport.unpark(keeper);
    }

    /** No longer wants an instance registered that was refused. */
    void forget(Offer offer) {
        offers.remove(offer.key());
    }

    /** No longer watches a service that may not be watched. */
    void forget(ServiceView view) {
        views.remove(view.name(), view);
    }

    /**
     * Takes an instance back; consumers hear of it before this returns. While no server can be
     * reached it returns at once, and they hear of it as soon as one can.
     */
    void withdraw(Offer offer) {
        if (!offers.remove(offer.key(), offer)) {
            return;
        }
        LinkSession now = live;
        try {
            if (now != null) {
                now.deregister(offer);
                return;
            }
        } catch (Failure failure) {
            LOG.info("{} will be taken back later: {}", offer.key(), failure.getMessage());
        }
        // Only now: the keeper must not do the same beside us.
        withdrawn.put(offer.key(), offer);
        LockSupport.unpark(keeper);
    }

    private void deregister(LinkSession session, Offer offer) {
        session.deregister(offer);
        withdrawn.remove(offer.key());
    }

    /** Says good-bye: the session and what hangs on it end now. */
    @Override
    public void close() {
        closed = true;
        LinkSession now = live;
        if (now != null) {
            now.sayGoodBye(statistics.drain());
        }
        keeper.interrupt();
        views.values().forEach(ServiceView::saveToDisk);
        client.close();
    }

    private void keep() {
        long pauseMs = FIRST_PAUSE_MS;
        long longestMs = LONGEST_PAUSE_MS;
        while (!closed) {
            Address server = servers.next();
            lookAtCertificates();
            try (LinkSession session = open(server)) {
                servers.reached();
                pauseMs = FIRST_PAUSE_MS;
                serve(session);
                LOG.info("the connection to {} is lost: {}", server, session.whyClosed());
            } catch (Failure failure) {
                refused(server, failure);
                if (failure.status() == Status.NOT_LEADER) {
                    longestMs = LONGEST_ELECTION_PAUSE_MS;
                }
            } finally {
                live = null;
                tasks.lost();
            }
            if (servers.isRoundOver()) {
                long jitterMs = ThreadLocalRandom.current().nextLong(pauseMs);
                LockSupport.parkNanos((pauseMs + jitterMs) * 1_000_000);
                pauseMs = Math.min(longestMs, pauseMs * 2);
                longestMs = LONGEST_PAUSE_MS;
            }
        }
    }

    private LinkSession open(Address server) {
        LinkSession session = LinkSession.open(client, server, options, sessionId, servers::learn);
        if (session.openedMs() != openedMs) {
            openedMs = session.openedMs();
            views.values().forEach(ServiceView::beginAnew);
        } else {
            session.resume(registered);
        }
        registered = session.registered();
        renew(session);
        session.watchKeys(keys -> {
            cache.write(KEYS_FILE, KEYS, keys);
            onKeys.accept(keys);
        });
        live = session;
        tasks.connected(session.tasks());
        return session;
    }

    /** Until the connection breaks. Everything here may be repeated, so nothing is kept in step. */
    private void serve(LinkSession session) {
        long reportAtNs = System.nanoTime() + PERIOD_NS;
        while (!closed && session.isOpen()) {
            register(session);
            views.values().forEach(session::ensureWatched);
            firstConnection.complete(null);
            if (renewal.isDue()) {
                renew(session);
            }
            lookAtCertificates();
            if (System.nanoTime() - reportAtNs >= 0) {
                reportAtNs = System.nanoTime() + PERIOD_NS;
                session.report(statistics.drain());
                views.values().forEach(ServiceView::saveToDisk);
            }
            long untilReportNs = reportAtNs - System.nanoTime();
            LockSupport.parkNanos(Math.min(untilReportNs, renewal.leftNs()));
        }
    }

    /** Connections made from now on begin with what the files hold (ID-5). */
    private void lookAtCertificates() {
        if (System.nanoTime() - lookAtNs >= 0) {
            lookAtNs = System.nanoTime() + LOOK_NS;
            tls.refresh();
        }
    }

    private void register(LinkSession session) {
        for (Offer offer : offers.values()) {
            boolean isThere = session.ensureRegistered(offer);
            if (isThere && !offers.containsKey(offer.key())) {
                withdrawn.put(offer.key(), offer); // its registration may have overtaken it
            }
        }
        withdrawn.values().forEach(offer -> deregister(session, offer));
    }

    /** Gets a token, and will again when a fifth of its time is left (ID-1). */
    private void renew(LinkSession session) {
        Grant fresh = session.renew();
        renewal.renewed(fresh.expiresMs());
        grant = fresh;
        cache.write(TOKEN_FILE, GRANT, fresh);
    }

    private void refused(Address server, Failure failure) {
        if (closed) {
            return;
        }
        Status status = failure.status();
        if (status == Status.UNAUTHENTICATED || status == Status.PERMISSION_DENIED) {
            cache.delete(TOKEN_FILE);
            firstConnection.completeExceptionally(failure);
        }
        if (status == Status.NOT_LEADER) {
            LOG.debug("{} does not lead: {}", server, failure.getMessage());
        } else {
            LOG.warn("{} as {}: {}", server, options.application(), failure.getMessage());
        }
    }
}
