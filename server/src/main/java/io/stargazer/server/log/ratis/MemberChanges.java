package io.stargazer.server.log.ratis;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;

/**
 * Changes who votes. The library refuses a change while the one before is under way, and so soon
 * after it that nobody outside can know: here it waits its turn for a while.
 */
final class MemberChanges implements Membership {

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_EVERY_MS = 20;

    private final Library library;
    private final BooleanSupplier leads;
    private final UnaryOperator<List<Member>> located;

    /**
     * @param leads whether this server leads: nobody else may change anything
     * @param located gives members the addresses that they have now
     */
    MemberChanges(Library library, BooleanSupplier leads, UnaryOperator<List<Member>> located) {
        this.library = library;
        this.leads = leads;
        this.located = located;
    }

    @Override
    public CompletableFuture<Void> add(Member member) {
        return change(voters -> {
            List<Member> more = new ArrayList<>(voters);
            if (voters.stream().noneMatch(voter -> voter.id().equals(member.id()))) {
                more.add(member);
            }
            return more;
        });
    }

    @Override
    public CompletableFuture<Void> remove(String id) {
        return change(voters -> voters.stream().filter(voter -> !voter.id().equals(id)).toList());
    }

    @Override
    public CompletableFuture<Void> transferTo(String id) {
        return inTurn(() -> asked(() -> library.transferTo(id)));
    }

    private CompletableFuture<Void> change(UnaryOperator<List<Member>> to) {
        return inTurn(() -> {
            List<Member> voters = located.apply(library.voters());
            List<Member> wanted = to.apply(voters);
            return wanted.size() == voters.size()
                    ? CompletableFuture.completedFuture(null)
                    : asked(() -> library.change(voters, wanted));
        });
    }

    /** Fails as the library does. */
    private static CompletableFuture<Void> asked(Library.Request request) {
        return Library.settled(request, Function.identity());
    }

    private CompletableFuture<Void> inTurn(Supplier<CompletableFuture<Void>> change) {
        return inTurn(change, System.nanoTime() + PATIENCE_NS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(sentence(failure)));
    }

    private CompletableFuture<Void> inTurn(Supplier<CompletableFuture<Void>> change, long untilNs) {
        if (!leads.getAsBoolean()) {
            return CompletableFuture.failedFuture(notLeading());
        }
        CompletableFuture<Void> attempt =
                library.isSettled()
                        ? change.get()
                        : CompletableFuture.failedFuture(
                                new ReconfigurationInProgressException(
                                        "another change is under way"));
        return attempt.exceptionallyCompose(failure ->
                isUnderWay(failure) && System.nanoTime() - untilNs < 0
                        ? CompletableFuture.runAsync(() -> {}, later())
                                .thenCompose(waited -> inTurn(change, untilNs))
                        : CompletableFuture.failedFuture(failure));
    }

    /** The library says this of a change, and of a transfer only while one is not settled. */
    private boolean isUnderWay(Throwable failure) {
        return cause(failure) instanceof ReconfigurationInProgressException
                || (cause(failure) instanceof TransferLeadershipException && !library.isSettled());
    }

    private static Throwable sentence(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof Failure ? cause : memberChange(cause);
    }

    /** Failures that say why the members are as they were. */
    private static Unavailable memberChange(Throwable cause) {
        return new Unavailable.Unreachable(
                "log.member-change", "the members are as they were: " + cause.getMessage());
    }

    private static Unavailable notLeading() {
        return new Unavailable.NotLeader(
                "log.not-leader", "this server does not lead the log, and changes nothing");
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }
}
