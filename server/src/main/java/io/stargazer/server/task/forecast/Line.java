package io.stargazer.server.task.forecast;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many tasks of one submitter wait within one type and priority, by deadline. Deadlines are
 * counted in steps of a 64th of how far they were away at submission, so that there are few. One
 * thread.
 */
final class Line {

    private static final int STEPS_LOG = 6;

    private final TreeMap<Long, Integer> byDeadline = new TreeMap<>();
    private long withoutDeadline;
    private long size;

    long size() {
        return size;
    }

    void add(long deadlineMs, long submittedMs, int more) {
        size += more;
        if (deadlineMs == 0) {
            withoutDeadline += more;
        } else {
            byDeadline.merge(step(deadlineMs, submittedMs), more, Line::sumOrNothing);
        }
    }

    @SuppressWarnings("NullAway") // a map takes null for "no entry any more"
    private static Integer sumOrNothing(Integer left, Integer right) {
        int sum = left + right;
        return sum == 0 ? null : Integer.valueOf(sum);
    }

    /** The last moment of its step: what is counted as earlier is earlier. */
    private static long step(long deadlineMs, long submittedMs) {
        long away = Math.max(1, deadlineMs - submittedMs);
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(away) - STEPS_LOG);
        return (deadlineMs >>> shift) << shift;
    }

    /** How many go before one that joins now with this deadline, 0 for none. */
    long before(long deadlineMs) {
        if (deadlineMs == 0) {
            return size;
        }
        long before = 0;
        for (Map.Entry<Long, Integer> entry : byDeadline.headMap(deadlineMs, true).entrySet()) {
            before += entry.getValue();
        }
        return before;
    }

    long withoutDeadline() {
        return withoutDeadline;
    }
}
