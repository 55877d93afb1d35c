package io.stargazer.server.task.live;

import io.stargazer.api.Event;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskType;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.task.plane.TaskPlane;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Has the log hear of attempts that ended without their executor saying so: lost with it, too long,
 * too late. Tried again until it is decided, or somebody else leads: he finds out by himself.
 * Thread-safe.
 */
public final class Endings implements ChangeListener {

    private static final String ACTOR = "server:tasks";
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MOST_AT_ONCE = 500;

    private final TaskPlane plane;
    private final Timers timers;
    private final LiveNotes notes;

    /** Counts the leaderships: what is of an earlier one is not said any more. */
    private volatile long leadership;

    public Endings(TaskPlane plane, Timers timers, LiveNotes notes) {
        this.plane = plane;
        this.timers = timers;
        this.notes = notes;
    }

    void say(Map<TaskType, List<EndedAttempt>> ends) {
        ends.forEach((type, attempts) -> {
            for (int from = 0; from < attempts.size(); from += MOST_AT_ONCE) {
                int to = Math.min(from + MOST_AT_ONCE, attempts.size());
                List<EndedAttempt> some =
                        attempts.subList(from, to).stream()
                                .map(ended -> notes.withLog(type, ended))
                                .toList();
                say(new EndAttempts(type, some), leadership);
            }
        });
    }

    private void say(EndAttempts command, long begunIn) {
        if (begunIn != leadership) {
            return;
        }
        CompletableFuture<List<Event>> _ =
                plane.submit(ACTOR, command)
                        .whenComplete((events, failure) -> {
                            if (failure != null) {
                                timers.after(PAUSE, () -> say(command, begunIn));
                            }
                        });
    }

    @Override
    public synchronized void leading(boolean leading) {
        leadership++;
    }
}
