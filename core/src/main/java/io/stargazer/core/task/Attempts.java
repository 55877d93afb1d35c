package io.stargazer.core.task;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the attempts of one {@link EndAttempts} do to their tasks (TK-4, TK-5). */
final class Attempts {

    private final TaskStore store;
    private final long nowMs;
    private final List<Task> finished = new ArrayList<>();
    private final List<Task> failed = new ArrayList<>();
    private final List<TaskEvent.RefusedAttempt> refused = new ArrayList<>();

    Attempts(TaskStore store, Stamp stamp) {
        this.store = store;
        nowMs = stamp.timeMs();
    }

    Outcome end(EndAttempts command) {
        TaskType type = command.type();
        TaskQueue queue = store.queue(type);
        for (EndedAttempt attempt : command.attempts()) {
            end(type, queue, attempt);
        }
        if (queue != null) {
            queue.countEnded(finished);
        }
        List<Event> events = new ArrayList<>(3);
        if (!failed.isEmpty()) {
            events.add(new TaskEvent.AttemptsFailed(type, failed));
        }
        if (!finished.isEmpty()) {
            events.add(new TaskEvent.TasksFinished(type, finished));
        }
        if (!refused.isEmpty()) {
            events.add(new TaskEvent.AttemptsRefused(type, refused));
        }
        return new Outcome.Applied(events);
    }

    private void end(TaskType type, @Nullable TaskQueue queue, EndedAttempt attempt) {
        // Most attempts are the last: taken at once, a task is looked up only once.
        Task task = queue == null ? null : queue.take(attempt.id());
        if (queue == null || task == null) {
            refuse(attempt, isFinished(type, queue, attempt));
            return;
        }
        if (attempt.fence() <= task.course().fence()) {
            queue.add(task);
            refuse(attempt, Refusal.FENCED);
            return;
        }
        Task changed = task.withCourse(courseAfter(task, attempt));
        if (changed.standing() == Standing.PENDING) {
            queue.add(changed);
            failed.add(changed);
        } else {
            store.end(queue, changed);
            finished.add(changed);
        }
    }

    private void refuse(EndedAttempt attempt, Refusal why) {
        refused.add(new TaskEvent.RefusedAttempt(attempt.id(), attempt.fence(), why));
    }

    private Refusal isFinished(TaskType type, @Nullable TaskQueue queue, EndedAttempt attempt) {
        boolean isDead = queue != null && queue.dead(attempt.id()) != null;
        return isDead || store.finishedTask(type, attempt.id()) != null
                ? Refusal.FINISHED
                : Refusal.UNKNOWN_TASK;
    }

    private Course courseAfter(Task task, EndedAttempt attempt) {
        return switch (attempt.end()) {
            case AttemptEnd.Succeeded(var result) ->
                    course(task, attempt, Standing.SUCCEEDED, "", result);
            case AttemptEnd.Failed(var error, var mayRepeat) ->
                    course(task, attempt, mayRepeat ? again(task) : Standing.FAILED, error);
            case AttemptEnd.Lost() -> course(task, attempt, again(task), "its executor was lost");
            case AttemptEnd.TimedOut() ->
                    course(task, attempt, again(task), "it took longer than an attempt may");
            case AttemptEnd.DeadlineMissed() ->
                    course(task, attempt, Standing.FAILED, "its deadline passed");
        };
    }

    private static Standing again(Task task) {
        int ended = task.course().attemptsEnded() + 1;
        return ended < task.options().retry().attempts() ? Standing.PENDING : Standing.DEAD;
    }

    private Course course(Task task, EndedAttempt attempt, Standing standing, String error) {
        return course(task, attempt, standing, error, Bytes.EMPTY);
    }

    private Course course(
            Task task, EndedAttempt attempt, Standing standing, String error, Bytes result) {
        boolean wasBegun = !attempt.executor().isEmpty(); // a deadline may pass before
        return new Course(
                standing,
                task.course().attemptsEnded() + (wasBegun ? 1 : 0),
                attempt.fence(),
                nowMs,
                attempt.executor(),
                error,
                result,
                attempt.log());
    }
}
