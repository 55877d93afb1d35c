package io.stargazer.server.task;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.task.TaskCommand.ForgetTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.task.FinishedView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.task.live.LiveNotes;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Forgets finished tasks after a week (TK-2); the state itself bounds how many there are. Acts only
 * on the leader.
 */
public final class TaskReconciler implements ChangeListener {

    /** How long a finished task can be asked for, if there is room for it. */
    static final Duration RETENTION = Duration.ofDays(7);

    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final String ACTOR = "server:tasks";

    private final ControlPlane control;
    private final Timers timers;
    private final LiveNotes notes;
    private volatile boolean leading;

    public TaskReconciler(ControlPlane control, Timers timers, LiveNotes notes) {
        this.control = control;
        this.timers = timers;
        this.notes = notes;
        timers.every(PERIOD, this::reconcile);
    }

    /** What to do now: a pure function of the state and the time. */
    static List<ForgetTasks> decide(ControlView view, long nowMs) {
        long beforeMs = nowMs - RETENTION.toMillis();
        List<ForgetTasks> commands = new ArrayList<>();
        for (Table.Entry<String, FinishedView> entry : view.tasks().finished()) {
            var order = entry.value().order();
            for (long number = order.first(); number < order.next(); number++) {
                var task = order.get(number);
                if (task != null) {
                    if (task.course().changedMs() < beforeMs) {
                        commands.add(new ForgetTasks(entry.key(), beforeMs));
                    }
                    break;
                }
            }
        }
        return commands;
    }

    private void reconcile() {
        if (leading) {
            // What fails now is decided again in the next period.
            decide(control.latest(), timers.millis())
                    .forEach(command -> control.request(ACTOR, command));
        }
    }

    /** What ended says no more. */
    @Override
    public void changed(List<Change> changes, ControlView view) {
        changes.forEach(change -> hear(change.event()));
    }

    /** The same of ephemeral tasks. */
    public void heard(List<Event> events) {
        events.forEach(this::hear);
    }

    private void hear(Event event) {
        if (event instanceof TaskEvent.TasksFinished finished) {
            notes.forget(finished.type(), finished.tasks());
        }
    }

    @Override
    public void leading(boolean nowLeading) {
        leading = nowLeading;
        notes.clear();
    }
}
