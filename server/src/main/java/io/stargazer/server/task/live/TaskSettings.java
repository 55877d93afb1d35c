package io.stargazer.server.task.live;

import io.stargazer.api.Name;
import java.time.Duration;

/**
 * Who gives out tasks, and how patiently.
 *
 * @param server this server's id
 * @param grace how long executors have to come back to a server that begins to lead, before what
 *     they may have is given to others
 */
public record TaskSettings(String server, Duration grace) {

    /** Executors that were not lost with a server are back by then. */
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** Where sessions have long to come back, the tasks of executors do not wait for so long. */
    public static TaskSettings of(String server, Duration grace) {
        return new TaskSettings(server, grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace);
    }

    public TaskSettings {
        Name.require("server", server);
        if (grace.isNegative()) {
            throw new IllegalArgumentException("0 <= grace, not " + grace);
        }
    }
}
