package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.bulk.BulkHandler;
import io.stargazer.rpc.limit.AdaptiveLimit;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Where requests arrive: refuses them, or sees to it that they are served in the way of their
 * method. Event loop only.
 */
final class Reception {

    private final Outbox out;
    private final Peer peer;
    private final RpcLimits limits;
    private final ServedCalls calls;
    private final AdaptiveLimit overload;
    private final DefinedMethods methods;
    private final Tally tally;
    private final InlineCalls inline;
    private final ServedBatch batch;
    private final RequestHead head = new RequestHead();

    /** As of the beginning of the burst, like the refusal: both change only between bursts. */
    private @Nullable Login login;

    private @Nullable Failure refusal;

    /**
     * Nobody is logged in yet.
     *
     * @param overload how many handlers may run that block, over all connections
     */
    Reception(
            RpcSettings settings,
            Outbox out,
            Peer peer,
            ServedCalls calls,
            AdaptiveLimit overload) {
        this.overload = overload;
        this.out = out;
        this.peer = peer;
        this.limits = settings.limits();
        this.calls = calls;
        this.methods = new DefinedMethods(settings.services());
        this.tally = new Tally(settings.observer());
        this.inline = new InlineCalls(calls, out, limits.maxFrameBytes(), tally);
        this.batch = new ServedBatch(calls, out, head, tally, limits.maxFrameBytes());
    }

    /** A DEFINE came; a stranger may send a few. */
    void define(ByteBuf body) throws ProtocolViolation {
        int most = limits.maxMethods();
        methods.define(
                body, peer.login() == null ? Math.min(RpcLimits.STRANGERS_METHODS, most) : most);
    }

    /** Whether the caller has used, or is about to use, this service. */
    boolean isAskedFor(String service) {
        return methods.areOf(service);
    }

    /**
     * A read has brought something.
     *
     * @param why the connection takes no calls now
     */
    void beginBurst(FrameReader frames, @Nullable Failure why) {
        refusal = why;
        Login now = peer.login();
        if (now != null && !now.equals(login)) {
            tally.caller(now.name());
        }
        login = now;
        tally.arrived();
        batch.comesFrom(frames);
    }

    void endBurst() {
        tally.tell();
    }

    /** A REQUEST came. */
    void request(int flags, int callId, ByteBuf body) throws ProtocolViolation {
        if (!calls.isFree(callId)) {
            throw ProtocolViolation.malformed(
                    "the call id " + Integer.toUnsignedString(callId) + " cannot be used now");
        }
        Login caller = login;
        if (refusal != null || caller == null) {
            Frames.error(out, callId, true, refusal == null ? Refusals.loginFirst() : refusal);
            return;
        }
        if (calls.active() >= limits.maxConcurrentCalls()) {
            Frames.error(out, callId, true, Refusals.tooManyCalls(limits.maxConcurrentCalls()));
            return;
        }
        head.read(body, out.clock());
        BoundMethod method = methods.find(head.method());
        if (method == null || method.kind() != CallKind.ofFlags(flags)) {
            Frames.error(out, callId, true, methods.refusal(head.method(), method));
            return;
        }
        boolean isOnLoop = method.inline() && method.kind() == CallKind.CALL;
        if (isOnLoop && out.isFull()) {
            // The reading has stopped, but what this read has brought may ask for any amount.
            Frames.error(out, callId, true, Refusals.outgoingFull());
            tally.count(method, Status.OVERLOADED, 1);
            return;
        }
        BulkHandler bulk = method.bulk();
        if (bulk != null) {
            batch.serve(method, bulk, callId, body, everyCallOf(caller));
            return;
        }
        CallContext context =
                new CallContext(peer, caller.principal(), head.deadlineNs(), head.metadata());
        if (isOnLoop) {
            inline.serve(callId, method, context, Fields.readRest(body));
        } else {
            hand(callId, method, context, body);
        }
    }

    /** Lets a thread of its own handle the call, unless there is too much to do. */
    private void hand(int callId, BoundMethod method, CallContext context, ByteBuf body) {
        int ticket = AdaptiveLimit.UNCOUNTED;
        if (method.kind() == CallKind.CALL) {
            ticket = overload.begin(out.clock().nowNs());
            if (ticket == AdaptiveLimit.REFUSED) {
                Frames.error(out, callId, true, Refusals.overloaded(overload.limit()));
                tally.count(method, Status.OVERLOADED, 1);
                return;
            }
        }
        ServerCall call = new ServerCall(calls, callId, method, context, Fields.readRest(body));
        call.counted(ticket);
        calls.start(call);
    }

    private CallContext everyCallOf(Login caller) {
        return new CallContext(peer, caller.principal(), CallContext.NO_DEADLINE, Metadata.EMPTY);
    }
}
