package io.stargazer.api.task.work;

import io.stargazer.api.codec.Tag;
import java.util.List;

/** One thing an executor is told. */
public sealed interface Work {

    /** Attempts to begin, in this order, as far as there are places. */
    @Tag(1)
    record Assigned(List<Assignment> assignments) implements Work {
        public Assigned {
            assignments = List.copyOf(assignments);
        }
    }

    /** Attempts to give up: their end will be refused, or is not wanted any more. */
    @Tag(2)
    record Stopped(List<HeldAttempt> attempts, String reason) implements Work {
        public Stopped {
            attempts = List.copyOf(attempts);
        }
    }

    /** What to do with itself (TK-10). */
    @Tag(3)
    record Ordered(Order order) implements Work {}

    /**
     * The same, with who says so.
     *
     * @param by as in {@code user:admin}, for the executor's log
     */
    @Tag(4)
    record OrderedBy(Order order, String by) implements Work {}

    /**
     * The last lines of its own log are wanted (TK-9), see {@link TaskContract#logged}.
     *
     * @param question to be repeated in the answer
     * @param after no lines up to this number, see {@link ExecutorLog.Line}; 0 for the last ones
     * @param lines at most so many, and never more than {@value ExecutorLog#MOST_LINES}
     */
    @Tag(5)
    record LogWanted(long question, long after, int lines) implements Work {}

    /**
     * The servers are being shut down in order: nobody will give out work until they are back
     * (TK-10).
     */
    @Tag(6)
    record ShuttingDown() implements Work {}

    /** The executor has presented itself without credit: what came before this was all. */
    @Tag(7)
    record NothingMore() implements Work {}

    /** What an executor may be told to do with itself. */
    enum Order {
        /** Finish what was begun, take no more. */
        DRAIN,
        /** Take work again. */
        CONTINUE,
        /** Finish what can be finished in time, leave the rest to others, then end. */
        STOP,
        /** The same, then begin anew. */
        RESTART
    }
}
