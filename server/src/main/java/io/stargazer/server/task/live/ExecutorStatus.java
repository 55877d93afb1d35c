package io.stargazer.server.task.live;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.task.work.HeldAttempt;
import java.util.List;

/**
 * An executor at this moment, for people.
 *
 * @param application whose it is
 * @param name of the process
 * @param credit how many attempts it takes at a time
 * @param outstanding how many it has
 * @param isAway whether its connection is broken and it may come back
 * @param isDraining whether it takes no more
 * @param attempts what it has
 */
public record ExecutorStatus(
        ApplicationId application,
        String name,
        int credit,
        int outstanding,
        boolean isAway,
        boolean isDraining,
        List<HeldAttempt> attempts) {

    public ExecutorStatus {
        attempts = List.copyOf(attempts);
    }
}
