package io.stargazer.server.control;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import java.util.List;

/**
 * What became of a command, and when in history.
 *
 * @param revision of the command
 * @param outcome applied or refused
 */
public record Decision(long revision, Outcome outcome) {

    /**
     * The events of a command that was carried out.
     *
     * @throws io.stargazer.api.Rejected when it was refused
     */
    public List<Event> orThrow() {
        return outcome.orThrow();
    }
}
