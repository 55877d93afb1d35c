package io.stargazer.server.task.desk;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.ControlView;
import io.stargazer.core.task.QueueView;
import io.stargazer.core.task.TaskView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.task.desk.TaskStatus.RunningAttempt;
import io.stargazer.server.task.desk.TypeStatus.ExecutorRow;
import io.stargazer.server.task.dispatch.Attempt;
import io.stargazer.server.task.dispatch.Dispatcher;
import io.stargazer.server.task.dispatch.Past;
import io.stargazer.server.task.dispatch.Whereabouts;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.LiveNotes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people see of tasks. Needs the role of a viewer in the namespace; what one may not see is
 * not there. Every method blocks until this server knows what was acknowledged before: call it on a
 * virtual thread. Thread-safe.
 */
public final class TaskDesk {

    /** So many of those that executors have, of a type, are looked through for a page. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final ControlPlane control;
    private final ExecutorHub executors;
    private final LiveNotes notes;
    private final TypePaces paces;
    private final InstantSource clock;

    public TaskDesk(
            ControlPlane control,
            ExecutorHub executors,
            LiveNotes notes,
            TypePaces paces,
            InstantSource clock) {
        this.control = control;
        this.executors = executors;
        this.notes = notes;
        this.paces = paces;
        this.clock = clock;
    }

    /** The same, whose answers may be a moment old, see {@link ControlPlane#stale}. */
    public TaskDesk stale() {
        return new TaskDesk(control.stale(), executors, notes, paces, clock);
    }

    /** The revision that a stale read is of at least. */
    long revision() {
        return control.latest().revision();
    }

    /**
     * The types of a namespace, by name.
     *
     * @param namespace empty for all that may be seen
     */
    public List<TypeStatus> types(Principal principal, String namespace) {
        ControlView view = read();
        if (!namespace.isEmpty()) {
            require(principal, view, namespace, Role.VIEWER);
        }
        List<QueueView> queues = new ArrayList<>();
        for (var entry : view.tasks().queues()) {
            String of = entry.key().namespace();
            if (namespace.isEmpty() ? principal.may(of, Role.VIEWER) : of.equals(namespace)) {
                queues.add(entry.value());
            }
        }
        return queues.stream().map(this::status).toList();
    }

    /**
     * One type.
     *
     * @throws Rejected {@code task.unknown-type}
     */
    public TypeStatus type(Principal principal, TaskType type) {
        ControlView view = read();
        require(principal, view, type.namespace(), Role.VIEWER);
        QueueView queue = view.tasks().queue(type);
        if (queue == null) {
            throw new Rejected(
                    Status.NOT_FOUND,
                    "task.unknown-type",
                    "there is no type of task %s: no task of it was ever submitted"
                            .formatted(type));
        }
        return status(queue);
    }

    private TypeStatus status(QueueView queue) {
        TaskType type = queue.type();
        long nowMs = clock.millis();
        TypeStatus.Pace pace = paces.of(type);
        return executors.look(known -> {
            long sinceMs = known.crew().waitingSinceMs(type);
            return new TypeStatus(
                    queue,
                    known.load(type),
                    sinceMs == 0 ? 0 : Math.max(0, nowMs - sinceMs),
                    pace,
                    executors(known, type));
        });
    }

    private static List<ExecutorRow> executors(Dispatcher known, TaskType type) {
        return known.crew().workers(type).stream()
                .map(worker ->
                        new ExecutorRow(
                                worker.name(),
                                worker.credit(),
                                worker.outstanding(),
                                worker.isDraining()))
                .toList();
    }

    /** How many of a type came and went in each second of the last minute. */
    public TypePaces paces() {
        return paces;
    }

    /**
     * Tasks, page by page: pending ones in the order of their ids, those that ended the last first.
     *
     * @param after empty for the first page, or {@code next} of the one before
     * @param limit 1 to 1000
     */
    public TaskPages.Page page(Principal principal, Wanted wanted, String after, int limit) {
        Limits.range("limit", limit, 1, 1000);
        PageMark mark = PageMark.parse(after);
        ControlView view = read();
        require(principal, view, wanted.namespace(), Role.VIEWER);
        if (wanted.state().isWithExecutors()) {
            return new TaskPages.Page(withExecutors(view.tasks(), wanted, limit), "");
        }
        return new TaskPages(view.tasks(), wanted, this::statuses).page(mark, limit);
    }

    /** The executors know what they have: no need to look through all that is pending. */
    private List<TaskStatus> withExecutors(TaskView view, Wanted wanted, int limit) {
        List<Task> found = new ArrayList<>();
        for (QueueView queue : view.queuesIn(wanted.namespace())) {
            if (wanted.type().isEmpty() || wanted.type().equals(queue.type().name())) {
                executors.look(known -> known.crew().running(queue.type(), MOST_LOOKED_AT)).stream()
                        .map(Attempt::task)
                        .distinct()
                        .map(queue.pending()::get)
                        .filter(task -> task != null && wanted.matches(task))
                        .forEach(found::add);
            }
        }
        return statuses(found).stream()
                .filter(status -> wanted.matches(status.phase()))
                .limit(limit)
                .toList();
    }

    /**
     * One task.
     *
     * @param namespace empty for any that may be seen
     * @throws Rejected {@code task.unknown}
     */
    public TaskStatus task(Principal principal, String namespace, TaskId id) {
        ControlView view = read();
        for (String each : namespaces(principal, view, namespace)) {
            Task task = view.tasks().find(each, id);
            if (task != null) {
                return statuses(List.of(task)).getFirst();
            }
        }
        throw new Rejected(
                Status.NOT_FOUND,
                "task.unknown",
                "there is no task %s that you may see, or it ended too long ago".formatted(id));
    }

    private static List<String> namespaces(
            Principal principal, ControlView view, String namespace) {
        if (!namespace.isEmpty()) {
            require(principal, view, namespace, Role.VIEWER);
            return List.of(namespace);
        }
        List<String> seen = new ArrayList<>();
        for (var entry : view.identity().namespaces()) {
            if (principal.may(entry.key(), Role.VIEWER)) {
                seen.add(entry.key());
            }
        }
        return seen;
    }

    private List<TaskStatus> statuses(List<Task> some) {
        return executors.look(known -> some.stream().map(task -> status(known, task)).toList());
    }

    private TaskStatus status(Dispatcher known, Task task) {
        Whereabouts where = task.standing().isFinal() ? null : known.find(task.type(), task.id());
        List<RunningAttempt> running =
                where == null
                        ? List.of()
                        : where.attempts().stream().map(TaskDesk::running).toList();
        List<Past.Over> past = known.past(task.type(), task.id());
        LiveNotes.Said said = running.isEmpty() ? null : said(task);
        boolean runs =
                said != null && running.stream().anyMatch(one -> one.fence() == said.fence());
        return new TaskStatus(task, TaskPhase.of(task, where, runs), running, past, said);
    }

    private LiveNotes.@Nullable Said said(Task task) {
        return notes.of(task.type(), task.id());
    }

    private static RunningAttempt running(Attempt attempt) {
        return new RunningAttempt(
                attempt.number(), attempt.fence(), attempt.worker().name(), attempt.beganMs());
    }

    ControlView read() {
        return control.read().join();
    }

    /** Refuses who may not, and namespaces that are not there. */
    public static void require(Principal principal, ControlView view, String namespace, Role role) {
        Authoriser.require(principal, namespace, role);
        if (!view.identity().namespaces().contains(namespace)) {
            throw new Rejected(new IdentityRejection.UnknownNamespace(namespace));
        }
    }
}
