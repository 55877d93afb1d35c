package io.stargazer.server.log;

import java.util.concurrent.CompletableFuture;

/**
 * Who votes (CL-1, CL-2). Only the leader changes that, one server at a time; elsewhere every
 * method fails with {@link io.stargazer.api.Unavailable.NotLeader}. Asking again for what is
 * already so is harmless.
 */
public interface Membership {

    /**
     * Brings a server up to date, then lets it vote. Completes when it does.
     *
     * <p>Fails with {@code log.member-change} when it cannot be reached or another change is under
     * way: nothing has changed then.
     */
    CompletableFuture<Void> add(Member member);

    /** The server votes no more; a leader that removes itself lets another lead first. */
    CompletableFuture<Void> remove(String id);

    /** Lets another server lead. Fails, and goes on leading, when that one does not within 3 s. */
    CompletableFuture<Void> transferTo(String id);
}
