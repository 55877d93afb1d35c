package io.stargazer.api.task;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Tag;

/** How an attempt ended. */
public sealed interface AttemptEnd {

    /** It did its work. */
    @Tag(1)
    record Succeeded(Bytes result) implements AttemptEnd {
        public Succeeded {
            if (result.size() > NewTask.MAX_PAYLOAD_BYTES) {
                throw NewTask.tooLarge("result", result.size());
            }
        }
    }

    /**
     * The handler failed.
     *
     * @param error one sentence of at most {@value #MAX_ERROR_CHARS} characters without line
     *     breaks, see {@link Limits#clean}
     * @param mayRepeat whether another attempt makes sense
     */
    @Tag(2)
    record Failed(String error, boolean mayRepeat) implements AttemptEnd {

        public static final int MAX_ERROR_CHARS = 1000;

        public Failed {
            Limits.text("error", error, MAX_ERROR_CHARS);
        }
    }

    /** Its executor was lost, or does not know of it. */
    @Tag(3)
    record Lost() implements AttemptEnd {}

    /** It took longer than one attempt may. */
    @Tag(4)
    record TimedOut() implements AttemptEnd {}

    /** The deadline of the task passed, in an attempt or before one (TK-8). */
    @Tag(5)
    record DeadlineMissed() implements AttemptEnd {}
}
