package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.server.task.dispatch.Pending.Place;
import io.stargazer.server.task.forecast.Experience;
import io.stargazer.server.task.forecast.Workforce;
import io.stargazer.server.task.pace.Agenda;
import io.stargazer.server.task.pace.Agenda.Alarm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which executor gets which task when (TK-1, TK-4, TK-5, TK-11, TK-12). It is told what the log and
 * the executors say, and tells what to send to whom and which attempts ended without an executor
 * saying so. Pure: the same calls give the same answers. Not thread-safe.
 *
 * <pre>
 *   at(time, revision) -> whatever happened -> dispatch() -> takeNews(), takeEnds(), nextMs()
 * </pre>
 *
 * <p>Within a type: higher priorities first; in turn between submitters; the earliest deadline,
 * then the order of submission. Between types: in turn. Among free executors: the one that was
 * given something longest ago. Each step costs O(log n).
 */
public final class Dispatcher {

    private static final String OVERTAKEN = "another attempt at the task counts";

    private final Agenda agenda = new Agenda();
    private final Experience experience;
    private final Turns turns;
    private final Types types;
    private final Past past;
    private final Crew crew;
    private Map<TaskType, List<EndedAttempt>> ends = new LinkedHashMap<>();

    /** One that tells what waits here, nothing yet, and how long attempts take. */
    public Dispatcher(Experience experience) {
        this.experience = experience;
        experience.census().clear();
        turns = new Turns(agenda, experience.census(), this::timedOut);
        types = new Types(turns::wakeAll);
        crew = new Crew(turns, types, this::end);
        past = new Past(experience.times());
    }

    /** Who can do tasks of a type, and what they do now. */
    public Workforce workforce(TaskType type) {
        return types.workforce(type, turns.nowMs());
    }

    /** The present; alarms whose time has come go off. Before anything else in each step. */
    public void at(long nowMs, long revision) {
        turns.at(nowMs, revision);
        agenda.run(nowMs);
    }

    /** Gives out what can be given. After anything else in each step. */
    public void dispatch() {
        turns.dispatch();
    }

    /** Executors to whom something is to be said, once. */
    public List<Worker> takeNews() {
        return turns.takeNews();
    }

    /** Attempts that ended by themselves, for the log, once. */
    public Map<TaskType, List<EndedAttempt>> takeEnds() {
        if (ends.isEmpty()) {
            return Map.of();
        }
        Map<TaskType, List<EndedAttempt>> taken = ends;
        ends = new LinkedHashMap<>();
        return taken;
    }

    /** When to be asked next at the latest; {@code Long.MAX_VALUE} for no time. */
    public long nextMs() {
        return agenda.nextMs();
    }

    /** Executors come and go. */
    public Crew crew() {
        return crew;
    }

    /** A task that perhaps some executor has: it is not given out before {@link #releaseHeld}. */
    public void hold(Task task) {
        setDeadline(types.add(task));
    }

    /** Nobody else will say any more that he has a task. */
    public void releaseHeld() {
        for (TypeQueue type : types.all()) {
            type.tasks.values().stream()
                    .filter(pending -> pending.place == Place.HELD)
                    .sorted(Comparator.comparingLong(pending -> pending.task.sequence()))
                    .forEach(pending -> enqueue(pending, readyMs(pending.task)));
        }
    }

    /** Pending from now on: submitted, or sent again. */
    public void accept(List<Task> tasks) {
        for (Task task : tasks) {
            if (types.pending(task.type(), task.id()) == null) {
                begin(types.add(task));
            }
        }
    }

    /** The same of tasks that are in no log. */
    public void acceptEphemeral(List<Task> tasks) {
        tasks.forEach(task -> begin(types.addEphemeral(task)));
    }

    private void begin(Pending pending) {
        setDeadline(pending);
        enqueue(pending, readyMs(pending.task));
    }

    private void setDeadline(Pending pending) {
        long deadlineMs = pending.task.options().deadlineMs();
        if (deadlineMs > 0) {
            Alarm deadline = new Alarm(() -> tooLate(pending));
            pending.deadline = deadline;
            agenda.set(deadline, deadlineMs);
        }
    }

    /** A task rests no longer than it has earned, be the log ahead of this server's clock. */
    private long readyMs(Task task) {
        int ended = task.course().attemptsEnded();
        long pauseMs = ended == 0 ? 0 : task.options().retry().pauseMs(task.id(), ended);
        long restedMs = Math.min(task.readyMs(), turns.nowMs() + pauseMs);
        return Math.max(task.options().notBeforeMs(), restedMs);
    }

    private void enqueue(Pending pending, long readyMs) {
        if (readyMs > turns.nowMs()) {
            pending.place = Place.WAITING;
            Alarm ready =
                    pending.ready == null ? new Alarm(() -> makeReady(pending)) : pending.ready;
            pending.ready = ready;
            agenda.set(ready, readyMs);
        } else {
            makeReady(pending);
        }
    }

    private void makeReady(Pending pending) {
        pending.place = Place.READY;
        pending.ready = null;
        Line line = types.of(pending.task.type()).lineOf(pending);
        line.add(pending);
        turns.wake(line);
        experience.census().queued(pending.task, turns.nowMs());
    }

    /** An attempt failed, says the log, and there will be another. */
    public void failed(List<Task> tasks) {
        for (Task task : tasks) {
            experience.times().failed(task.type());
            Pending pending = types.pending(task.type(), task.id());
            if (pending == null) {
                accept(List.of(task));
            } else {
                pending.task = task;
                failed(pending);
            }
        }
    }

    private void failed(Pending pending) {
        boolean wasLost = settle(pending, pending.task.course().fence());
        if (pending.place == Place.ENDING) {
            sayTooLate(pending); // under a fence that is greater than the one which just ended
        } else if (!pending.isRunning()) {
            turns.withdraw(pending);
            // Who lost his executor for the first time has not earned a pause.
            boolean atOnce = wasLost && pending.task.course().attemptsEnded() == 1;
            Task task = pending.task;
            enqueue(pending, atOnce ? task.options().notBeforeMs() : readyMs(task));
        }
    }

    /**
     * Attempts up to a fence are over.
     *
     * @return whether one of them was lost with its executor
     */
    private boolean settle(Pending pending, long fence) {
        boolean wasLost = false;
        for (Attempt attempt : pending.attempts()) {
            if (attempt.fence() <= fence) {
                wasLost |= attempt.isLost;
                release(pending, attempt, OVERTAKEN);
            }
        }
        return wasLost;
    }

    private void release(Pending pending, Attempt attempt, String reason) {
        pending.remove(attempt);
        turns.neverMind(attempt);
        past.add(attempt, turns.nowMs());
        crew.over(attempt, reason);
    }

    /** They ended, says the log. */
    public void finished(List<Task> tasks) {
        for (Task task : tasks) {
            TypeQueue type = types.get(task.type());
            Pending pending = type == null ? null : type.tasks.remove(task.id());
            if (pending != null) {
                finish(pending, task);
            }
        }
    }

    private void finish(Pending pending, Task task) {
        turns.withdraw(pending);
        agenda.cancel(pending.deadline);
        String error = task.course().error();
        String reason = task.standing() == Standing.CANCELLED ? "cancelled: " + error : OVERTAKEN;
        for (Attempt attempt = pending.first; attempt != null; attempt = pending.first) {
            release(pending, attempt, reason);
        }
    }

    /** What people said about a type. */
    public void set(TaskType type, boolean isPaused, TypeLimits limits) {
        TypeQueue queue = types.of(type);
        queue.isPaused = isPaused;
        queue.limit(limits);
        turns.wakeAll(queue);
    }

    /** Nothing is known of this type any more. */
    public void forget(TaskType type) {
        TypeQueue queue = types.get(type);
        if (queue != null) {
            set(type, false, TypeLimits.DEFAULT);
            types.forgetIfUnused(queue);
        }
    }

    /** What is with a task at the moment; null for one that is not pending. */
    public @Nullable Whereabouts find(TaskType type, TaskId id) {
        Pending pending = types.pending(type, id);
        return pending == null ? null : Whereabouts.of(pending, types.of(type).isPaused);
    }

    /** The attempts of a task that are over, if it is not too long ago, in order. */
    public List<Past.Over> past(TaskType type, TaskId id) {
        return past.of(type, id);
    }

    /** How many tasks of a type are where. */
    public Load load(TaskType type) {
        return Load.of(types.get(type));
    }

    private void timedOut(Attempt attempt) {
        if (attempt.pending.place == Place.RUNNING) {
            end(attempt, new AttemptEnd.TimedOut());
        }
    }

    private void tooLate(Pending pending) {
        turns.withdraw(pending);
        pending.place = Place.ENDING;
        sayTooLate(pending);
    }

    private void sayTooLate(Pending pending) {
        Attempt newest = pending.newest();
        String executor = newest == null ? "" : newest.worker().name();
        add(pending, turns.nextFence(pending), executor, new AttemptEnd.DeadlineMissed());
    }

    private void end(Attempt attempt, AttemptEnd end) {
        add(attempt.pending, attempt.fence(), attempt.worker().name(), end);
    }

    private void add(Pending pending, long fence, String executor, AttemptEnd end) {
        ends.computeIfAbsent(pending.task.type(), _ -> new ArrayList<>())
                .add(new EndedAttempt(pending.task.id(), fence, executor, end, List.of()));
    }
}
