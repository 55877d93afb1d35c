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

    public TaskSettings {
        Name.require("server", server);
        if (grace.isNegative()) {
            throw new IllegalArgumentException("0 <= grace, not " + grace);
        }
    }
}
