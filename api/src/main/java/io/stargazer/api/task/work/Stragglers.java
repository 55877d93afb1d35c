package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.List;

/**
 * Tasks of one type of which some may take too long, and what that is (TK-6).
 *
 * @param type of all of them
 * @param open those that have not ended, as far as is known; at most 1,000
 * @param ended others like them that have, at most 1,000: the median of how long their last
 *     attempts took is what is usual. Of none, only {@code leastMs} counts; of those of which the
 *     leader does not know it, nothing takes too long
 * @param timesPerMille an attempt takes too long after so many thousandths of what is usual, 1,000
 *     to 1,000,000
 * @param leastMs and not before so many milliseconds, at most 30 days
 */
public record Stragglers(
        TaskType type, List<TaskId> open, List<TaskId> ended, int timesPerMille, long leastMs) {

    /** How many of a kind are named at most. */
    public static final int MOST_NAMED = 1_000;

    private static final long MAX_LEAST_MS = 30L * 24 * 3600 * 1000;

    public Stragglers {
        Limits.range("number of open tasks", open.size(), 0, MOST_NAMED);
        Limits.range("number of ended tasks", ended.size(), 0, MOST_NAMED);
        Limits.range("times what is usual per mille", timesPerMille, 1_000, 1_000_000);
        Limits.range("least time in ms", leastMs, 0, MAX_LEAST_MS);
        open = List.copyOf(open);
        ended = List.copyOf(ended);
    }
}
