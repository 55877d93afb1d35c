package io.stargazer.server.peer;

import io.stargazer.api.Failure;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to each of the other servers, made when it is needed and again when it broke. Each
 * tells the other end where this server is, so a server that has moved finds the others and they
 * find it. Thread-safe.
 */
public final class PeerLinks implements PeerTransport, AutoCloseable {

    static final String SERVICE = "stargazer.peer";

    /** A vote that takes longer is of no use: the election is over. */
    private static final Duration VOTE_WITHIN = Duration.ofSeconds(1);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final int KNOCK_WITHIN_MS = 200;

    private final RpcClient client;
    private final ClusterKey key;
    private final String self;
    private final boolean isSecure;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private volatile String address = "";
    private volatile Consumer<String> lost = peer -> {};

    public PeerLinks(ClusterKey key, String self, int maxFrameBytes, Tls tls) {
        this.client =
                new RpcClient(
                        RpcLimits.DEFAULT.withMaxFrameBytes(maxFrameBytes),
                        CallObserver.NONE,
                        1,
                        FastPath.NONE,
                        tls);
        this.isSecure = tls.isOn();
        this.key = key;
        this.self = self;
    }

    /** From now on others are told that this server is here. */
    public void here(String hostAndPort) {
        address = hostAndPort;
    }

    /** The address of this server, for HTTP. */
    public String url() {
        return (isSecure ? "https://" : "http://") + address;
    }

    /** This server, where the others reach it. */
    public Member self() {
        return new Member(self, address);
    }

    @Override
    public void know(Collection<Member> members) {
        for (Member member : members) {
            if (!member.id().equals(self) && !member.address().isEmpty()) {
                links.computeIfAbsent(member.id(), id -> new Link(id, member.address()));
            }
        }
    }

    /** A server has said itself where it is: that is newer than what anybody else knows. */
    void heardFrom(Member member) {
        leaving.remove(member.id());
        if (member.address().isEmpty()) {
            return;
        }
        links.compute(
                member.id(),
                (id, known) ->
                        known != null && known.address.equals(member.address())
                                ? known
                                : new Link(id, member.address()));
    }

    @Override
    public List<Member> located(List<Member> members) {
        return members.stream().map(this::located).toList();
    }

    private Member located(Member member) {
        if (member.id().equals(self)) {
            return self();
        }
        Link link = links.get(member.id());
        return link == null ? member : new Member(member.id(), link.address);
    }

    /** Connects to those to whom there is no connection, so that they learn where this one is. */
    public void greet() {
        links.values().forEach(Link::connection);
    }

    /** A server has said that it is about to go: that holds until it says where it is. */
    void leaves(String id) {
        leaving.add(id);
    }

    /** Whether there is a connection to the server, and it is not about to go. */
    public boolean reaches(String id) {
        Link link = links.get(id);
        return id.equals(self) || (link != null && link.isUp() && !leaving.contains(id));
    }

    @Override
    public CompletableFuture<byte[]> send(String peer, PeerCall call, byte[] request) {
        return send(
                peer, call.method(), request, call == PeerCall.VOTE ? VOTE_WITHIN : ANSWER_WITHIN);
    }

    @Override
    public void onLost(Consumer<String> action) {
        lost = action;
    }

    @Override
    public boolean isGone(String peer) {
        Link link = links.get(peer);
        return link != null && !link.isUp() && link.isRefused();
    }

    /** Any method of {@link PeerRpcApi}. */
    CompletableFuture<byte[]> send(String peer, String method, byte[] request, Duration within) {
        Link link = links.get(peer);
        if (link == null) {
            return CompletableFuture.failedFuture(
                    new IOException("nobody has said where " + peer + " is"));
        }
        CallOptions options = CallOptions.DEFAULT.withTimeout(within);
        return link.connection()
                .thenCompose(connection ->
                        connection.call(RpcMethod.raw(SERVICE, method), request, options));
    }

    @Override
    public void close() {
        client.close();
    }

    /** One other server. */
    private final class Link {
        private final String id;
        private final String address;
        private @Nullable CompletableFuture<RpcConnection> current;

        Link(String id, String address) {
            this.id = id;
            this.address = address;
        }

        /** The connection, or the one being made: many may wait for it. */
        synchronized CompletableFuture<RpcConnection> connection() {
            CompletableFuture<RpcConnection> known = current;
            if (known == null || hasEnded(known)) {
                known = open();
                current = known;
            }
            return known;
        }

        synchronized boolean isUp() {
            CompletableFuture<RpcConnection> known = current;
            return known != null && known.isDone() && !hasEnded(known);
        }

        /** The machine is there and nobody listens; a machine that is silent says nothing. */
        boolean isRefused() {
            Address there = Address.parse(address);
            try (Socket knock = new Socket()) {
                knock.connect(new InetSocketAddress(there.host(), there.port()), KNOCK_WITHIN_MS);
                return false;
            } catch (ConnectException refused) {
                return true;
            } catch (IOException unknown) {
                return false;
            }
        }

        private boolean hasEnded(CompletableFuture<RpcConnection> known) {
            return known.isCompletedExceptionally() || (known.isDone() && !known.join().isReady());
        }

        private CompletableFuture<RpcConnection> open() {
            try {
                return client.connect(
                                Address.parse(address), () -> PeerCredential.of(key, self(), id))
                        .whenComplete((connection, failure) -> {
                            if (connection != null) {
                                connection.onClose(reason -> lost.accept(id));
                            }
                        });
            } catch (IllegalArgumentException | Failure e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
