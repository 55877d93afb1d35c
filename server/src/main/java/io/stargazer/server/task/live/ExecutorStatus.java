package io.stargazer.server.task.live;

import io.stargazer.api.session.Session;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.task.dispatch.Attempt;
import java.util.List;

/**
 * An executor at this moment, for people.
 *
 * @param session of its process
 * @param name of the executor
 * @param credit how many attempts it takes at a time; 0 when it presented itself as one that takes
 *     no more
 * @param outstanding how many hold a place there
 * @param order what it is to do with itself
 * @param isAway whether its connection is broken and it may come back
 * @param types what it has handlers for
 * @param attempts what it has, in the order in which it was given
 */
public record ExecutorStatus(
        Session session,
        String name,
        int credit,
        int outstanding,
        Work.Order order,
        boolean isAway,
        List<HandledType> types,
        List<RunningAttempt> attempts) {

    public ExecutorStatus {
        types = List.copyOf(types);
        attempts = List.copyOf(attempts);
    }

    /**
     * An attempt that an executor has.
     *
     * @param number which one of its task it is, from 1
     * @param beganMs when it was dispatched, milliseconds since 1970
     */
    public record RunningAttempt(HeldAttempt held, int number, long beganMs) {

        static RunningAttempt of(Attempt attempt) {
            return new RunningAttempt(attempt.held(), attempt.number(), attempt.beganMs());
        }
    }
}
