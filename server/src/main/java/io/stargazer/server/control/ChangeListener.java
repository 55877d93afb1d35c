package io.stargazer.server.control;

import io.stargazer.api.Change;
import io.stargazer.core.ControlView;
import java.util.List;

/**
 * Hears of every change, in order, on the thread that applies commands: it must be quick and must
 * not throw.
 */
public interface ChangeListener {

    /**
     * Something changed.
     *
     * @param changes in order of revision; never empty
     * @param view the state after the last of them
     */
    default void changed(List<Change> changes, ControlView view) {}

    /** The whole state was replaced by a snapshot's: what one knew before does not count. */
    default void restored(ControlView view) {}

    /** This server begins or ceases to lead. */
    default void leading(boolean leading) {}
}
