package io.stargazer.server.log.ratis;

import io.stargazer.api.Unavailable;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * The entries on their way, and what their failures mean.
 *
 * <p>The library answers "not leader" both for an entry that it never took and for one that it had
 * written when it lost the leadership. The first may be repeated, the second must not be called
 * refused: so each entry notes the moment at which it begins to be appended.
 */
final class Proposals {

    /** An entry on its way; the library hands the same object back to {@link RatisMachine}. */
    static final class Proposal implements Message {
        final ByteString content;
        final CompletableFuture<Long> done = new CompletableFuture<>();

        /** From here on nobody can say that it was not written. */
        volatile boolean appended;

        Proposal(byte[] entry) {
            this.content = UnsafeByteOperations.unsafeWrap(entry);
        }

        @Override
        public ByteString getContent() {
            return content;
        }
    }

    private final Set<Proposal> outstanding = ConcurrentHashMap.newKeySet();

    Proposal begin(byte[] entry) {
        Proposal proposal = new Proposal(entry);
        outstanding.add(proposal);
        return proposal;
    }

    /** The library, or we in its place, have answered. */
    void settle(Proposal proposal, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        outstanding.remove(proposal);
        Throwable cause = failureOf(reply, failure);
        if (cause != null) {
            proposal.done.completeExceptionally(
                    proposal.appended ? unknown(cause) : refusal(cause));
        } else if (reply != null) {
            proposal.done.complete(reply.getLogIndex());
        }
    }

    /** The library will not answer any more. */
    void abandon(Unavailable why) {
        for (Proposal proposal : outstanding) {
            settle(proposal, null, why);
        }
    }

    static @Nullable Throwable failureOf(
            @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return wrapped.getCause();
        }
        return failure != null || reply == null || reply.isSuccess()
                ? failure
                : reply.getException();
    }

    static Unavailable notLeader(Throwable cause) {
        return new Unavailable.NotLeader(
                "log.not-leader",
                "this server does not lead the log now (" + cause.getClass().getSimpleName() + ")");
    }

    /** Of an entry that was not appended, as far as the library says why. */
    private static Unavailable refusal(Throwable cause) {
        return switch (cause) {
            case Unavailable known -> known;
            case ResourceUnavailableException _ ->
                    new Unavailable.Overloaded(
                            "log.overloaded", "too many entries already wait for the log");
            case NotLeaderException _,
                    LeaderNotReadyException _,
                    LeaderSteppingDownException _,
                    ServerNotReadyException _,
                    AlreadyClosedException _ ->
                    notLeader(cause);
            default -> unknown(cause);
        };
    }

    private static Unavailable unknown(Throwable cause) {
        return new Unavailable.Indeterminate(
                "log.indeterminate",
                "nobody can say whether the entry was written: " + cause.getMessage());
    }
}
