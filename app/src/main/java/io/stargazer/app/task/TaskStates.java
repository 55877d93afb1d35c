package io.stargazer.app.task;

import java.util.Iterator;
import java.util.List;

/** The words for what is with a task, as completion offers them. */
final class TaskStates implements Iterable<String> {

    private static final List<String> WORDS =
            List.of(
                    "all",
                    "pending",
                    "queued",
                    "waiting",
                    "paused",
                    "dispatched",
                    "running",
                    "dead",
                    "finished",
                    "succeeded",
                    "failed",
                    "cancelled");

    @Override
    public Iterator<String> iterator() {
        return WORDS.iterator();
    }
}
