package io.stargazer.server.log.ratis;

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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
        return inTurn(
                () -> Library.settled(() -> library.transferTo(id), Library::memberChange),
                System.nanoTime() + PATIENCE_NS);
    }

    private CompletableFuture<Void> change(UnaryOperator<List<Member>> to) {
        return inTurn(
                () -> {
                    List<Member> voters = located.apply(library.voters());
                    List<Member> wanted = to.apply(voters);
                    return wanted.size() == voters.size()
                            ? CompletableFuture.completedFuture(null)
                            : Library.settled(
                                    () -> library.change(voters, wanted), Library::memberChange);
                },
                System.nanoTime() + PATIENCE_NS);
    }

    private CompletableFuture<Void> inTurn(Supplier<CompletableFuture<Void>> change, long untilNs) {
        if (!leads.getAsBoolean()) {
            return CompletableFuture.failedFuture(Library.notLeading());
        }
        boolean isLast = System.nanoTime() - untilNs >= 0;
        CompletableFuture<Void> attempt =
                library.isSettled()
                        ? change.get()
                        : CompletableFuture.failedFuture(
                                Library.memberChange(
                                        new IllegalStateException("another change is under way")));
        return attempt.exceptionallyCompose(failure ->
                !isLast && (!library.isSettled() || isUnderWay(failure))
                        ? CompletableFuture.runAsync(() -> {}, later())
                                .thenCompose(waited -> inTurn(change, untilNs))
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isUnderWay(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable known = failure instanceof CompletionException && cause != null ? cause : failure;
        return known instanceof Unavailable change
                && change.code().equals(Library.CHANGE_UNDER_WAY);
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }
}
