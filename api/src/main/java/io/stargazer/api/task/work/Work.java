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

    /** What an executor may be told to do with itself. */
    enum Order {
        /** Finish what was begun, take no more. */
        DRAIN,
        /** Take work again. */
        CONTINUE,
        /** Finish what was begun, then end the process. */
        STOP,
        /** Finish what was begun, then begin anew. */
        RESTART
    }
}
