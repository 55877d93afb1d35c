package io.stargazer.server.task.dispatch;

import java.util.List;

/**
 * What is with a pending task at the moment (TK-2).
 *
 * @param where in a word
 * @param readyMs not before this time will it be dispatched, milliseconds since 1970; may be past
 * @param attempts those that executors have
 */
public record Whereabouts(Where where, long readyMs, List<Attempt> attempts) {

    /** In a word. */
    public enum Where {
        /** Perhaps an executor has it that has not come back yet. */
        HELD,
        /** Its time has not come. */
        WAITING,
        /** It would be its turn, but its type is paused. */
        PAUSED,
        /** An executor will get it as soon as there is room. */
        QUEUED,
        /** An executor has it. */
        DISPATCHED,
        /** Its deadline has passed; the log is about to say so. */
        ENDING
    }

    public Whereabouts {
        attempts = List.copyOf(attempts);
    }

    static Whereabouts of(Pending pending, boolean isPaused) {
        Where where =
                switch (pending.place) {
                    case HELD -> Where.HELD;
                    case WAITING -> Where.WAITING;
                    case READY -> isPaused ? Where.PAUSED : Where.QUEUED;
                    case RUNNING -> Where.DISPATCHED;
                    case ENDING -> Where.ENDING;
                };
        return new Whereabouts(where, pending.task.readyMs(), pending.attempts());
    }
}
