package io.stargazer.rpc.client;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.bulk.BulkReplies;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.stream.StreamRequest;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.LoggedIn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a provider, logged in (RP-2). Carries any number of calls at once. When it is
 * lost, open calls fail as {@code Indeterminate} and those that were not sent yet as {@code
 * Unreachable}; it does not come back, a {@code BalancedCaller} makes another.
 */
public final class RpcConnection implements Caller, AutoCloseable {

    private final Address address;
    private final ClientConnection wire;
    private final LoginRenewal renewal;
    private final boolean sharesMemory;

    RpcConnection(
            Address address, ClientConnection wire, LoginRenewal renewal, boolean sharesMemory) {
        this.address = address;
        this.wire = wire;
        this.renewal = renewal;
        this.sharesMemory = sharesMemory;
    }

    public Address address() {
        return address;
    }

    /** The name that the provider knows us by. */
    public String principal() {
        return wire.principal();
    }

    /** The frames go through memory that both processes share, not through the socket. */
    public boolean sharesMemory() {
        return sharesMemory;
    }

    /** Takes calls: neither closed nor told by the provider to go elsewhere. */
    public boolean isReady() {
        return !wire.leaving().isDone();
    }

    @Override
    public CompletableFuture<byte[]> call(RpcMethod method, byte[] payload, CallOptions options) {
        long nowNs = wire.nowNs();
        CallTerms terms = CallTerms.of(options, CallOptions.DEFAULT_TIMEOUT, nowNs);
        ClientCall call = start(method, payload, terms, nowNs);
        terms.follow(call);
        return call;
    }

    /**
     * A call on terms that are fixed already; does not follow the cancellation of the served call.
     */
    public ClientCall start(RpcMethod method, byte[] payload, CallTerms terms) {
        return start(method, payload, terms, wire.nowNs());
    }

    private ClientCall start(RpcMethod method, byte[] payload, CallTerms terms, long nowNs) {
        ClientCall call = new ClientCall(wire, method, payload, terms, nowNs);
        Failure problem = problem(payload.length, terms);
        if (problem != null) {
            call.failed(problem, true);
        } else if (!wire.submit(call)) {
            call.failed(wire.refusal(), true);
        }
        return call;
    }

    /**
     * Makes many calls of one method as one (RP-3): one object, one deadline, one buffer of
     * replies. Works against any provider; fastest where the method was bound with {@code
     * bindBulk}. Each request has an outcome of its own, and the future itself fails only when it
     * is cancelled. Where there are more than the provider serves at once, the rest waits for its
     * turn; what would make more than 262,144 wait on this connection is refused as {@code
     * Overloaded}.
     *
     * <p>The future completes on an event loop; what hangs on it must not block. Cancelling it
     * cancels what is open at the provider.
     *
     * @param requests not to be changed any more
     */
    public CompletableFuture<BulkReplies> callAll(
            RpcMethod method, BulkRequests requests, CallOptions options) {
        long nowNs = wire.nowNs();
        CallTerms terms = CallTerms.of(options, CallOptions.DEFAULT_TIMEOUT, nowNs);
        BulkCall call = new BulkCall(wire, method, requests, terms, nowNs);
        boolean allFit = problem(requests.longest(), terms) == null;
        for (int part = 0; part < requests.size() && !allFit; part++) {
            Failure problem = problem(requests.length(part), terms);
            if (problem != null) {
                call.refuse(part, problem);
            }
        }
        if (requests.size() == 0) {
            call.endIfComplete();
        } else if (!wire.submit(call)) {
            call.failUnsent(wire.refusal());
        }
        terms.follow(call);
        return call;
    }

    public CompletableFuture<BulkReplies> callAll(
            RpcMethod method, List<byte[]> requests, CallOptions options) {
        return callAll(method, BulkRequests.of(requests), options);
    }

    private @Nullable Failure problem(int bytes, CallTerms terms) {
        int metadataBytes = terms.metadata().bytesAtMost();
        int limit = wire.maxPayloadBytes() - ROOM_FOR_HEAD - metadataBytes;
        if (metadataBytes > Fields.MAX_STRING_BYTES) {
            Failure tooLong = tooLong(terms.metadata());
            if (tooLong != null) {
                return tooLong;
            }
        }
        return bytes <= limit
                ? null
                : new Rejected(
                        Status.TOO_LARGE,
                        "rpc.request-too-large",
                        "the request of "
                                + bytes
                                + " bytes is over the provider's limit of "
                                + limit);
    }

    /** What is too long for the wire would arrive as something else. */
    private static @Nullable Failure tooLong(Metadata metadata) {
        for (int at = 0; at < metadata.size(); at++) {
            if (!Fields.fits(metadata.key(at)) || !Fields.fits(metadata.value(at))) {
                return new Rejected(
                        Status.TOO_LARGE,
                        "rpc.metadata-too-large",
                        "entry %d of the metadata is over the limit of %d bytes for a key or a value"
                                .formatted(at + 1, Fields.MAX_STRING_BYTES));
            }
        }
        return null;
    }

    /** What stands before a payload without metadata, at most. */
    private static final int ROOM_FOR_HEAD = 64;

    @Override
    public Flow.Publisher<byte[]> open(
            RpcMethod method, StreamRequest request, CallOptions options) {
        CallTerms terms = CallTerms.of(options, null);
        return subscriber -> subscribe(method, request, terms, subscriber);
    }

    /** Starts one call that streams, on terms that are fixed already. */
    public void subscribe(
            RpcMethod method,
            StreamRequest request,
            CallTerms terms,
            Flow.Subscriber<? super byte[]> subscriber) {
        new ClientStream(wire, method, request, terms)
                .start(subscriber, problem(request.payload().length, terms));
    }

    /** Shows a fresh credential on the open connection; fails when the provider refuses it. */
    public CompletableFuture<Void> relogin(Credential credential) {
        CompletableFuture<LoggedIn> answer = new CompletableFuture<>();
        wire.login(credential, answer);
        return answer.thenAccept(accepted -> {});
    }

    /**
     * Asks for a fresh credential, as the client does before a login expires, and shows it; for
     * those who were told {@code rpc.token-expired}. Who asks while that is under way shares the
     * outcome.
     */
    public CompletableFuture<Void> renewLogin() {
        return renewal.login().thenAccept(accepted -> {});
    }

    /** Runs {@code action} with the reason when the connection is closed. It must not block. */
    public void onClose(Consumer<String> action) {
        CompletableFuture<Void> unused = wire.closed().thenAccept(action);
    }

    /** The same for the moment when it takes no new calls, which may be earlier. */
    public void onLeaving(Consumer<String> action) {
        CompletableFuture<Void> unused = wire.leaving().thenAccept(action);
    }

    /** Takes no new calls, finishes the open ones, then closes. Returns at once. */
    public void retire(String reason) {
        wire.retire(reason);
    }

    /** Closes at once; open calls fail. */
    @Override
    public void close() {
        wire.close("the caller closed the connection");
    }
}
