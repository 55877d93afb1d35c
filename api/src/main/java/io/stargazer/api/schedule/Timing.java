package io.stargazer.api.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Tag;

/** When a schedule fires. Times are milliseconds since 1970, spans at most ten years. */
public sealed interface Timing {

    /** The longest span. */
    long MAX_SPAN_MS = 10L * 366 * 24 * 3600 * 1000;

    /**
     * By the clock on the wall.
     *
     * @param expression see {@link CronExpression}
     * @param zone an id of the time zone database, as in {@code Europe/Berlin}; which ids and rules
     *     there are is up to the server that leads
     * @param atGap what becomes of times that the clock skips
     * @param atRepeat what becomes of times that the clock shows twice
     */
    @Tag(1)
    record Cron(String expression, String zone, AtGap atGap, AtRepeat atRepeat) implements Timing {

        public Cron {
            CronExpression.parse(expression);
            Limits.text("zone", zone, 64);
        }
    }

    /** Times of the wall that the clock skips when it is put forward. */
    enum AtGap {
        /** They fire at the moment in which the clock is put forward: all of them once. */
        RUN_AT_END,
        /** They do not fire. */
        SKIP
    }

    /** Times of the wall that the clock shows twice when it is put back. */
    enum AtRepeat {
        /** They fire the first time. */
        ONCE,
        /** They fire both times. */
        TWICE
    }

    /** Every so often: at {@code fromMs} and each period after it. */
    @Tag(2)
    record FixedRate(long periodMs, long fromMs) implements Timing {
        public FixedRate {
            Limits.range("period in ms", periodMs, 1000, MAX_SPAN_MS);
            Limits.range("first time in ms", fromMs, 0, Long.MAX_VALUE / 2);
        }
    }

    /** So long after the task before has ended, and after the schedule was made. */
    @Tag(3)
    record FixedDelay(long delayMs) implements Timing {
        public FixedDelay {
            Limits.range("delay in ms", delayMs, 100, MAX_SPAN_MS);
        }
    }

    @Tag(4)
    record Once(long atMs) implements Timing {
        public Once {
            Limits.range("time in ms", atMs, 1, Long.MAX_VALUE / 2);
        }
    }
}
