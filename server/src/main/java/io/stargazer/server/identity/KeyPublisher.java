package io.stargazer.server.identity;

import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Has the token key of this server known to all whenever it begins to lead and it is not yet: only
 * then it can issue tokens (CL-2). What fails is tried again within a moment, as long as this
 * server leads.
 */
public final class KeyPublisher implements ChangeListener {

    private static final Duration AGAIN = Duration.ofMillis(50);

    private final TokenIssuer tokens;
    private final Timers timers;
    private final String actor;
    private final CompletableFuture<Void> published = new CompletableFuture<>();
    private volatile boolean leading;

    public KeyPublisher(TokenIssuer tokens, Timers timers, String actor) {
        this.tokens = tokens;
        this.timers = timers;
        this.actor = actor;
    }

    /** Done once this server has led and its key was known. */
    public CompletableFuture<Void> published() {
        return published.copy();
    }

    @Override
    public void leading(boolean nowLeading) {
        leading = nowLeading;
        publish();
    }

    private void publish() {
        if (!leading) {
            return;
        }
        if (tokens.isPublished()) {
            published.complete(null);
            return;
        }
        CompletableFuture<?> _ =
                tokens.publish(actor)
                        .whenComplete((decision, failure) -> {
                            if (failure == null) {
                                published.complete(null);
                            } else {
                                timers.after(AGAIN, this::publish);
                            }
                        });
    }
}
