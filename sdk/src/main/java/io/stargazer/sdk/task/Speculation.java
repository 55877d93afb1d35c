package io.stargazer.sdk.task;

import io.stargazer.api.Limits;
import java.time.Duration;

/**
 * When a part of a job is a straggler, which is begun a second time by another executor while the
 * first goes on (TK-6).
 *
 * @param share how much of the parts, of those that are known by then, must be done before there
 *     are any: 0 to 1
 * @param times a part is one when it runs longer than so many times the median of those that are
 *     done, 1 to 1000
 * @param floor and longer than this, at most 30 days: below it a second attempt saves less than it
 *     costs
 */
public record Speculation(double share, double times, Duration floor) {

    /** When half of the parts are done: twice their median, and a second at least. */
    public static final Speculation DEFAULT = new Speculation(0.5, 2, Duration.ofSeconds(1));

    public Speculation {
        Limits.range("share in per mille", Math.round(share * 1000), 0, 1_000);
        Limits.range("times in per mille", Math.round(times * 1000), 1_000, 1_000_000);
        Limits.range("floor in ms", floor.toMillis(), 0, Duration.ofDays(30).toMillis());
    }

    public Speculation withShare(double changed) {
        return new Speculation(changed, times, floor);
    }

    public Speculation withTimes(double changed) {
        return new Speculation(share, changed, floor);
    }

    public Speculation withFloor(Duration changed) {
        return new Speculation(share, times, changed);
    }

    int timesPerMille() {
        return (int) Math.round(times * 1000);
    }
}
