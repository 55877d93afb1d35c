package io.stargazer.core.task;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.task.QueueView.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How tasks are accepted (TK-2): once each, and only as many as may be. */
record Submissions(TaskStore store) {

    Outcome submit(Stamp stamp, SubmitTasks command) {
        TaskType type = command.type();
        TaskQueue known = store.queue(type);
        Settings settings = known == null ? Settings.USUAL : known.settings();
        TaskRejection refusal = overload(command, known, settings.limits());
        if (refusal != null) {
            return refused(refusal);
        }
        if (command.tasks().isEmpty()) {
            return applied();
        }
        TaskQueue queue = known != null ? known : store.add(type);
        if (queue == null) {
            return store.tooManyTypes(type);
        }
        List<Task> accepted = new ArrayList<>(command.tasks().size());
        for (NewTask request : command.tasks()) {
            if (!remembers(queue, request.id())) {
                Task task =
                        new Task(
                                queue.type(),
                                request.withOptions(queue.shared(request.options())),
                                queue.shared(command.submitter()),
                                stamp.timeMs(),
                                store.nextSequence(),
                                Course.NEW);
                queue.add(task);
                accepted.add(task);
            }
        }
        queue.countSubmitted(accepted.size());
        return accepted.isEmpty()
                ? applied()
                : applied(new TaskEvent.TasksSubmitted(queue.type(), accepted));
    }

    private boolean remembers(TaskQueue queue, TaskId id) {
        return queue.pending(id) != null
                || queue.dead(id) != null
                || store.finishedTask(queue.type(), id) != null;
    }

    /** Why the tasks do not fit. Looks closely only when they would not if all of them were new. */
    private @Nullable TaskRejection overload(
            SubmitTasks command, @Nullable TaskQueue queue, TypeLimits limits) {
        int pending = queue == null ? 0 : queue.pendingCount();
        long pendingBytes = queue == null ? 0 : queue.pendingBytes();
        int more = command.tasks().size();
        long moreBytes = sizeBytes(command.tasks());
        if (pending + more <= limits.mostPending()
                && pendingBytes + moreBytes <= limits.mostPendingBytes()) {
            return null;
        }
        TreeMap<TaskId, NewTask> fresh = new TreeMap<>();
        for (NewTask request : command.tasks()) {
            if (queue == null || !remembers(queue, request.id())) {
                fresh.putIfAbsent(request.id(), request);
            }
        }
        if (pending + fresh.size() > limits.mostPending()) {
            return new TaskRejection.QueueFull(command.type(), pending, limits.mostPending());
        }
        return pendingBytes + sizeBytes(fresh.values()) > limits.mostPendingBytes()
                ? new TaskRejection.QueueTooLarge(
                        command.type(), pendingBytes, limits.mostPendingBytes())
                : null;
    }

    private static long sizeBytes(Collection<NewTask> tasks) {
        long bytes = 0;
        for (NewTask task : tasks) {
            bytes += task.payload().size();
        }
        return bytes;
    }
}
