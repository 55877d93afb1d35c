package io.stargazer.server.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.task.dispatch.Load;
import io.stargazer.server.task.dispatch.Past;
import io.stargazer.server.task.dispatch.Whereabouts;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.ExecutorStatus;
import io.stargazer.server.task.live.LiveNotes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tasks for people to look at (TK-2, TK-5, TK-9). Each needs the role of a viewer in the namespace.
 * Pages go by key, counts are kept: nothing here looks at all tasks.
 */
public final class TaskReads {

    /** The most tasks of one page. */
    public static final int MOST = 1_000;

    private final ControlPlane control;
    private final ExecutorHub executors;
    private final LiveNotes notes;

    public TaskReads(ControlPlane control, ExecutorHub executors, LiveNotes notes) {
        this.control = control;
        this.executors = executors;
        this.notes = notes;
    }

    /**
     * A task, and what the leader knows of it.
     *
     * @param task as the log knows it
     * @param now what is with it at the moment; null once it has ended, or where nobody leads
     * @param past the attempts that are over, if that is not too long ago
     * @param said what a running attempt says; null when it says nothing
     */
    public record Shown(
            Task task,
            @Nullable Whereabouts now,
            List<Past.Over> past,
            LiveNotes.@Nullable Said said) {

        public Shown {
            past = List.copyOf(past);
        }
    }

    /**
     * A type.
     *
     * @param queue as the log knows it
     * @param load at the moment
     */
    public record ShownType(QueueView queue, Load load) {}

    /** The types of a namespace, by name. */
    public CompletableFuture<List<ShownType>> types(Principal principal, String namespace) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return control.read()
                .thenApply(view ->
                        view.tasks().queuesIn(namespace).stream()
                                .map(queue -> new ShownType(queue, load(queue.type())))
                                .toList());
    }

    private Load load(TaskType type) {
        return executors.look(dispatcher -> dispatcher.load(type));
    }

    /**
     * A task of a namespace, whatever its type.
     *
     * @throws Rejected through the future, {@code task.unknown}
     */
    public CompletableFuture<Shown> show(Principal principal, String namespace, TaskId id) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return control.read().thenApply(view -> shown(find(view, namespace, id)));
    }

    private static Task find(ControlView view, String namespace, TaskId id) {
        Task ended = view.tasks().finishedIn(namespace).get(id);
        if (ended != null) {
            return ended;
        }
        for (QueueView queue : view.tasks().queuesIn(namespace)) {
            Task task = view.tasks().task(queue.type(), id);
            if (task != null) {
                return task;
            }
        }
        throw new Rejected(
                Status.NOT_FOUND,
                "task.unknown",
                "no task %s is known in the namespace '%s': it ended long ago, or never was"
                        .formatted(id, namespace));
    }

    private Shown shown(Task task) {
        TaskType type = task.type();
        return executors.look(dispatcher ->
                new Shown(
                        task,
                        dispatcher.find(type, task.id()),
                        dispatcher.past(type, task.id()),
                        notes.of(type, task.id())));
    }

    /**
     * Pending tasks of a type, by id.
     *
     * @param from the first id, see {@link Table#from}
     * @param most 1 to {@value #MOST}
     */
    public CompletableFuture<List<Task>> pending(
            Principal principal, TaskType type, TaskId from, int most) {
        Authoriser.require(principal, type.namespace(), Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    QueueView queue = view.tasks().queue(type);
                    return queue == null ? List.of() : page(queue.pending(), from, most);
                });
    }

    /** Dead letters of a type, as {@link #pending}. */
    public CompletableFuture<List<Task>> deadLetters(
            Principal principal, TaskType type, TaskId from, int most) {
        Authoriser.require(principal, type.namespace(), Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    QueueView queue = view.tasks().queue(type);
                    return queue == null ? List.of() : page(queue.deadLetters(), from, most);
                });
    }

    private static List<Task> page(Table<TaskId, Task> tasks, TaskId from, int most) {
        List<Task> page = new ArrayList<>();
        for (Table.Entry<TaskId, Task> entry : tasks.from(from)) {
            if (page.size() >= Math.min(most, MOST)) {
                break;
            }
            page.add(entry.value());
        }
        return page;
    }

    /**
     * The tasks of a namespace that ended last, the last first.
     *
     * @param before only those that ended before the one with this number, see {@link
     *     io.stargazer.core.task.FinishedView#latest}
     */
    public CompletableFuture<List<Task>> finished(
            Principal principal, String namespace, long before, int most) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return control.read()
                .thenApply(view ->
                        view.tasks().finishedIn(namespace).latest(before, Math.min(most, MOST)));
    }

    /** The executors of a namespace that are connected, by application and name. */
    public List<ExecutorStatus> executors(Principal principal, String namespace) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return executors.status(namespace);
    }
}
