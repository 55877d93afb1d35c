package io.stargazer.server.schedule;

import io.stargazer.api.Change;
import io.stargazer.api.Outcome;
import io.stargazer.api.Rejected;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Fires schedules when their time has come (TK-7): on the leader, each on its own, one proposal at
 * a time. What it knows can be old, or another may lead already: the log refuses what is decided,
 * so nothing is fired twice; and what the log has not decided is due for whoever leads next, so
 * nothing is lost. Thread-safe; works on the thread of the timers.
 */
public final class ScheduleReconciler implements ChangeListener {

    private static final String ACTOR = "server:schedules";

    /** After a proposal that failed or was refused. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * The clock is looked at so often: it may go a tenth faster than a timer, or wake from sleep.
     */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

    private final ControlPlane control;
    private final Timers timers;

    private final TreeSet<Alarm> alarms = new TreeSet<>();
    private final Map<ScheduleName, Alarm> byName = new HashMap<>();
    private final Set<ScheduleName> proposed = new TreeSet<>();
    private final Set<ScheduleName> awaiting = new TreeSet<>();
    private Timers.@Nullable Timer timer;
    private long timerMs = Long.MAX_VALUE;
    private boolean leading;

    /** Counts the leaderships: what was begun in an earlier one is void. */
    private long leadership;

    private record Alarm(long timeMs, ScheduleName name) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            int byTime = Long.compare(timeMs, other.timeMs);
            return byTime != 0 ? byTime : name.compareTo(other.name);
        }
    }

    public ScheduleReconciler(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        Set<ScheduleName> names = null;
        for (Change change : changes) {
            if (change.event() instanceof ScheduleEvent event) {
                names = names == null ? new TreeSet<>() : names;
                names.add(event.schedule());
            } else if (change.event() instanceof TaskEvent.TasksFinished && isAwaiting()) {
                names = names == null ? new TreeSet<>() : names;
                names.addAll(awaiting());
            }
        }
        if (names != null) {
            lookSoon(names);
        }
    }

    private synchronized boolean isAwaiting() {
        return !awaiting.isEmpty();
    }

    private synchronized Set<ScheduleName> awaiting() {
        return new TreeSet<>(awaiting);
    }

    @Override
    public void restored(ControlView view) {
        lookAtAll(view);
    }

    @Override
    public void leading(boolean nowLeading) {
        synchronized (this) {
            leading = nowLeading;
            leadership++;
            alarms.clear();
            byName.clear();
            proposed.clear();
            awaiting.clear();
        }
        if (nowLeading) {
            lookAtAll(control.latest());
        }
    }

    private void lookAtAll(ControlView view) {
        Set<ScheduleName> names = new TreeSet<>();
        view.schedules().schedules().forEach(entry -> names.add(entry.key()));
        lookSoon(names);
    }

    private void lookSoon(Set<ScheduleName> names) {
        timers.after(Duration.ZERO, () -> names.forEach(this::look));
    }

    private synchronized void look(ScheduleName name) {
        if (!leading || proposed.contains(name)) {
            return;
        }
        forget(name);
        ControlView view = control.latest();
        PlannedSchedule planned = view.schedules().schedule(name);
        if (planned == null) {
            return;
        }
        switch (due(planned, view)) {
            case Due.Never() -> {}
            case Due.At(long timeMs) -> set(new Alarm(timeMs, name));
            case Due.AfterTask() -> await(name, view);
            case Due.Now(var command) -> propose(name, command);
        }
    }

    /** A zone that this Java does not know never comes; another leader may know it. */
    private Due due(PlannedSchedule planned, ControlView view) {
        try {
            return Due.of(planned, view.tasks(), timers.millis());
        } catch (Rejected unknownZone) {
            return new Due.Never();
        }
    }

    private void forget(ScheduleName name) {
        awaiting.remove(name);
        Alarm alarm = byName.remove(name);
        if (alarm != null) {
            alarms.remove(alarm);
        }
    }

    private void await(ScheduleName name, ControlView view) {
        awaiting.add(name);
        if (control.latest().revision() > view.revision()) {
            lookSoon(Set.of(name)); // its end may have been told before anybody awaited it
        }
    }

    private void set(Alarm alarm) {
        alarms.add(alarm);
        byName.put(alarm.name(), alarm);
        arm();
    }

    private void arm() {
        long firstMs = alarms.isEmpty() ? Long.MAX_VALUE : alarms.first().timeMs();
        if (firstMs >= timerMs) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerMs = firstMs;
        long delayMs = Math.clamp(firstMs - timers.millis(), 0, LONGEST_SLEEP.toMillis());
        timer = timers.after(Duration.ofMillis(delayMs), this::ring);
    }

    private synchronized void ring() {
        timerMs = Long.MAX_VALUE;
        long nowMs = timers.millis();
        while (!alarms.isEmpty() && alarms.first().timeMs() <= nowMs) {
            look(alarms.first().name());
        }
        arm();
    }

    private void propose(ScheduleName name, ScheduleCommand command) {
        proposed.add(name);
        long begunIn = leadership;
        CompletableFuture<Decision> _ =
                control.submit(ACTOR, command)
                        .whenComplete((decision, failure) -> {
                            boolean isDone =
                                    decision != null
                                            && decision.outcome() instanceof Outcome.Applied;
                            timers.after(
                                    isDone ? Duration.ZERO : PAUSE, () -> decided(name, begunIn));
                        });
    }

    private synchronized void decided(ScheduleName name, long begunIn) {
        if (begunIn == leadership) {
            proposed.remove(name);
            look(name);
        }
    }
}
