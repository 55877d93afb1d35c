package io.stargazer.core.task;

import io.stargazer.api.Outcome;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.TableEditor;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where all tasks are kept while commands change them. What changed since the last view is noted,
 * so that a view costs what was changed. One thread.
 */
final class TaskStore {

    private final TaskBounds bounds;
    private final TreeMap<TaskType, TaskQueue> queues = new TreeMap<>();
    private final TreeMap<String, FinishedTasks> finished = new TreeMap<>();
    private final TreeMap<TaskType, TaskQueue> changedQueues = new TreeMap<>();
    private final TreeMap<String, FinishedTasks> changedFinished = new TreeMap<>();
    private TableEditor<TaskType, QueueView> queueViews = TableEditor.empty();
    private TableEditor<String, FinishedView> finishedViews = TableEditor.empty();
    private long sequence;
    private TaskView.Dispatcher dispatcher = TaskView.Dispatcher.NONE;

    TaskStore(TaskBounds bounds) {
        this.bounds = bounds;
    }

    TaskView view() {
        changedQueues.forEach((type, queue) -> queueViews.put(type, queue.view()));
        changedQueues.clear();
        changedFinished.forEach((name, tasks) -> finishedViews.put(name, tasks.view()));
        changedFinished.clear();
        return new TaskView(queueViews.table(), finishedViews.table(), sequence, dispatcher);
    }

    void restore(TaskView view) {
        queues.clear();
        finished.clear();
        changedQueues.clear();
        changedFinished.clear();
        view.queues().forEach(each -> queues.put(each.key(), new TaskQueue(each.value())));
        view.finished()
                .forEach(each -> finished.put(each.key(), new FinishedTasks(each.value(), bounds)));
        queueViews = new TableEditor<>(view.queues());
        finishedViews = new TableEditor<>(view.finished());
        sequence = view.sequence();
        dispatcher = view.dispatcher();
    }

    /** The queue of a type, about to be changed; null when there is none. */
    @Nullable TaskQueue queue(TaskType type) {
        TaskQueue queue = queues.get(type);
        if (queue != null) {
            changedQueues.put(type, queue);
        }
        return queue;
    }

    /** A queue for a type without one; null when that would be one too many. */
    @Nullable TaskQueue add(TaskType type) {
        long types =
                queues.keySet().stream()
                        .filter(each -> each.namespace().equals(type.namespace()))
                        .count();
        if (types >= bounds.types()) {
            return null;
        }
        TaskQueue added = TaskQueue.empty(type);
        queues.put(type, added);
        changedQueues.put(type, added);
        return added;
    }

    Outcome tooManyTypes(TaskType type) {
        return Outcome.refused(new TaskRejection.TooManyTypes(type, bounds.types()));
    }

    void remove(TaskType type) {
        queues.remove(type);
        changedQueues.remove(type);
        queueViews.remove(type);
    }

    boolean hasFinished(String namespace) {
        return finished.containsKey(namespace);
    }

    /** The finished tasks of a namespace, about to be changed. */
    FinishedTasks finished(String namespace) {
        FinishedTasks tasks =
                finished.computeIfAbsent(
                        namespace, _ -> new FinishedTasks(FinishedView.EMPTY, bounds));
        changedFinished.put(namespace, tasks);
        return tasks;
    }

    /** A finished task of this type that is remembered. */
    @Nullable Task finishedTask(TaskType type, TaskId id) {
        FinishedTasks tasks = finished.get(type.namespace());
        Task task = tasks == null ? null : tasks.get(id);
        return task != null && task.type().equals(type) ? task : null;
    }

    /** Remembers a task that was pending, as a dead letter or as one that is finished. */
    void end(TaskQueue queue, Task ended) {
        if (ended.standing() != Standing.DEAD) {
            finished(queue.type().namespace()).add(ended);
            return;
        }
        queue.bury(ended);
        Task first = queue.deadCount() > bounds.deadLetters() ? queue.firstDead() : null;
        if (first != null) {
            queue.removeDead(first);
            finished(queue.type().namespace()).add(first);
        }
    }

    long nextSequence() {
        return ++sequence;
    }

    void dispatchedBy(TaskView.Dispatcher changed) {
        dispatcher = changed;
    }
}
