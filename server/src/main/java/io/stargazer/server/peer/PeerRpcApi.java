package io.stargazer.server.peer;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.service.StageHandler;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.Membership;
import io.stargazer.server.log.PeerAnswers;
import io.stargazer.server.log.PeerCall;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What other servers may ask over RPC, and nobody else: routes only. */
public final class PeerRpcApi {

    static final String JOIN = "join";

    private final PeerAnswers answers;
    private final Supplier<Membership> membership;

    public PeerRpcApi(PeerAnswers answers, Supplier<Membership> membership) {
        this.answers = answers;
        this.membership = membership;
    }

    public void addTo(ServiceTable services) {
        for (PeerCall kind : PeerCall.values()) {
            StageHandler handler = (call, request) -> answer(call, kind, request);
            // Every write waits for one, and a change of threads takes as long as the disk does.
            if (kind == PeerCall.APPEND) {
                services.bindInlineStage(PeerLinks.SERVICE, kind.method(), handler);
            } else {
                services.bindStage(PeerLinks.SERVICE, kind.method(), handler);
            }
        }
        services.bind(PeerLinks.SERVICE, JOIN, this::join);
    }

    private CompletionStage<byte[]> answer(CallContext call, PeerCall kind, byte[] request) {
        String asker = PeerLogin.requireMember(call.principal());
        try {
            return answers.answer(kind, request)
                    .exceptionallyCompose(failure ->
                            CompletableFuture.failedFuture(noAnswer(kind, asker, failure)));
        } catch (IOException e) {
            throw noAnswer(kind, asker, e);
        }
    }

    private static Unavailable noAnswer(PeerCall kind, String asker, Throwable why) {
        return new Unavailable.Unreachable(
                "log.no-answer",
                "no answer to %s of %s: %s".formatted(kind.method(), asker, why.getMessage()));
    }

    /** A server that has been admitted is up, and wants to vote. Only the leader can let it. */
    private byte[] join(CallContext call, byte[] request) {
        String id = PeerLogin.requireMember(call.principal());
        Source source = new Source(request);
        Member member = new Member(id, source.string());
        source.expectEnd();
        try {
            membership.get().add(member).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Failure failure ? failure : e;
        }
        return new byte[0];
    }

    static byte[] joinRequest(String address) {
        Sink sink = new Sink();
        sink.string(address);
        return sink.toArray();
    }
}
