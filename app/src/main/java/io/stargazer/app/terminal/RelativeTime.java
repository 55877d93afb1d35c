package io.stargazer.app.terminal;

import java.time.Duration;
import java.time.Instant;

/** Times as people say them: "3 min ago", "in 2 h". */
public final class RelativeTime {

    private RelativeTime() {}

    /** A moment as seen from now; the coarsest unit that is not zero. */
    public static String of(Instant moment, Instant now, Messages messages) {
        Duration past = Duration.between(moment, now);
        if (past.abs().compareTo(Duration.ofSeconds(2)) < 0) {
            return messages.text("time.now");
        }
        return past.isNegative()
                ? messages.text("time.in", span(past.negated(), messages))
                : messages.text("time.ago", span(past, messages));
    }

    /** A length of time: "42 s", "3 min", "5 h", "12 d". */
    public static String span(Duration length, Messages messages) {
        if (length.toMinutes() < 1) {
            return messages.text("time.seconds", length.toSeconds());
        }
        if (length.toHours() < 1) {
            return messages.text("time.minutes", length.toMinutes());
        }
        if (length.toDays() < 2) {
            return messages.text("time.hours", length.toHours());
        }
        return messages.text("time.days", length.toDays());
    }
}
