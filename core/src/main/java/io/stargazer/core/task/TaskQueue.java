package io.stargazer.core.task;

import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import io.stargazer.core.TableEditor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pending tasks and dead letters of one type, while commands change them. One thread. */
final class TaskQueue {

    private final TaskType type;
    private final TableEditor<TaskId, Task> pending;
    private final TableEditor<TaskId, Task> dead;
    private final TableEditor<Long, TaskId> deadBySequence = TableEditor.empty();
    private long pendingBytes;
    private QueueView.Settings settings;
    private TaskCounts counts;
    private TaskOptions lastOptions = TaskOptions.DEFAULT;
    private String lastSubmitter = "";

    TaskQueue(QueueView view) {
        type = view.type();
        pending = new TableEditor<>(view.pending());
        dead = new TableEditor<>(view.deadLetters());
        pendingBytes = view.pendingBytes();
        settings = view.settings();
        counts = view.counts();
        for (Table.Entry<TaskId, Task> entry : view.deadLetters()) {
            deadBySequence.put(entry.value().sequence(), entry.key());
        }
    }

    static TaskQueue empty(TaskType type) {
        return new TaskQueue(
                new QueueView(
                        type,
                        Table.empty(),
                        0,
                        Table.empty(),
                        QueueView.Settings.USUAL,
                        TaskCounts.NONE));
    }

    QueueView view() {
        return new QueueView(type, pending.table(), pendingBytes, dead.table(), settings, counts);
    }

    TaskType type() {
        return type;
    }

    QueueView.Settings settings() {
        return settings;
    }

    void set(QueueView.Settings changed) {
        settings = changed;
    }

    @Nullable Task pending(TaskId id) {
        return pending.get(id);
    }

    int pendingCount() {
        return pending.size();
    }

    long pendingBytes() {
        return pendingBytes;
    }

    @Nullable Task dead(TaskId id) {
        return dead.isEmpty() ? null : dead.get(id);
    }

    int deadCount() {
        return dead.size();
    }

    /** Equal options of many tasks are kept once. */
    TaskOptions shared(TaskOptions options) {
        if (options != TaskOptions.DEFAULT && !options.equals(lastOptions)) {
            lastOptions = options;
        }
        return options == TaskOptions.DEFAULT ? options : lastOptions;
    }

    /** Equal submitters of one type are kept once, as long as they take no turns. */
    String shared(String submitter) {
        if (!submitter.equals(lastSubmitter)) {
            lastSubmitter = submitter;
        }
        return lastSubmitter;
    }

    void add(Task task) {
        pending.put(task.id(), task);
        pendingBytes += task.request().payload().size();
    }

    /** Takes a pending task away; null when there is none with this id. */
    @Nullable Task take(TaskId id) {
        Task task = pending.remove(id);
        pendingBytes -= task == null ? 0 : task.request().payload().size();
        return task;
    }

    void countSubmitted(int tasks) {
        counts = counts.plusSubmitted(tasks);
    }

    void countEnded(List<Task> tasks) {
        int[] ended = new int[Standing.values().length];
        for (Task task : tasks) {
            ended[task.standing().ordinal()]++;
        }
        for (Standing standing : Standing.values()) {
            counts = counts.plus(standing, ended[standing.ordinal()]);
        }
    }

    void bury(Task task) {
        dead.put(task.id(), task);
        deadBySequence.put(task.sequence(), task.id());
    }

    /** The dead letter that was submitted first. */
    @Nullable Task firstDead() {
        Table.Entry<Long, TaskId> first = deadBySequence.first();
        return first == null ? null : dead.get(first.value());
    }

    void removeDead(Task task) {
        dead.remove(task.id());
        deadBySequence.remove(task.sequence());
    }
}
