package io.stargazer.server.task.live;

import org.jspecify.annotations.Nullable;

/**
 * One who waits for a task, and the next who waits for the same.
 *
 * @param times how often he has asked for it, by submitting or naming it: only when each of these
 *     was in vain does he not wait any more
 */
record Waiting(Submitter submitter, int times, @Nullable Waiting next) {

    boolean has(Submitter other) {
        return submitter == other || (next != null && next.has(other));
    }

    /** With one who asks for it, perhaps not for the first time. */
    static Waiting plus(@Nullable Waiting waiting, Submitter asking) {
        if (waiting == null || !waiting.has(asking)) {
            return new Waiting(asking, 1, waiting);
        }
        return waiting.submitter == asking
                ? new Waiting(asking, waiting.times + 1, waiting.next)
                : new Waiting(waiting.submitter, waiting.times, plus(waiting.next, asking));
    }

    /** One has asked in vain, once. */
    @Nullable Waiting minus(Submitter asked) {
        if (submitter == asked) {
            return times == 1 ? next : new Waiting(submitter, times - 1, next);
        }
        return next == null ? this : new Waiting(submitter, times, next.minus(asked));
    }

    @Nullable Waiting without(Submitter gone) {
        Waiting rest = next == null ? null : next.without(gone);
        return submitter == gone ? rest : new Waiting(submitter, times, rest);
    }
}
