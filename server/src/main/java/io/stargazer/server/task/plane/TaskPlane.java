package io.stargazer.server.task.plane;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.ControlView;
import io.stargazer.core.task.TaskView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.task.plane.EphemeralTasks.Halves;
import io.stargazer.server.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the services of tasks see of the log, and of the tasks that are in none: those live in the
 * memory of the leader, under the same rules, and are lost with it. Under one id a durable task
 * takes the place of an ephemeral one. Thread-safe; returns at once.
 *
 * <p>Whoever listens is called under the lock of the ephemeral tasks, in their order: he must not
 * ask for one under a lock of his own.
 */
public final class TaskPlane implements ChangeListener {

    private static final String ACTOR = "server:tasks";
    private static final String DISPLACED = "it was submitted as a durable task";

    private final ControlPlane control;
    private final Timers timers;
    private final Object lock = new Object();
    private final List<Consumer<List<Event>>> waiting = new CopyOnWriteArrayList<>();
    private volatile Consumer<List<Event>> dispatching = events -> {};
    private volatile EphemeralTasks ephemeral = new EphemeralTasks();

    public TaskPlane(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
    }

    /** Who gives out tasks hears of the ephemeral ones first. */
    public void dispatchBy(Consumer<List<Event>> listener) {
        dispatching = listener;
    }

    /** Who hears how ephemeral tasks end. */
    public void listen(Consumer<List<Event>> listener) {
        waiting.add(listener);
    }

    /**
     * Has a command decided where its tasks are; completes with the events. Fails as {@link
     * ControlPlane#submit} does, or with what refused it.
     */
    public CompletableFuture<List<Event>> submit(String actor, TaskCommand command) {
        if (ephemeral.isEmpty() && !EphemeralTasks.mayConcern(command)) {
            return logged(actor, command);
        }
        List<Event> events = List.of();
        TaskCommand rest;
        synchronized (lock) {
            Halves halves = ephemeral.halve(command, control.latest().tasks());
            rest = halves.rest();
            if (halves.own() != null) {
                events = apply(actor, halves.own());
            }
        }
        if (rest == null) {
            return CompletableFuture.completedFuture(events);
        }
        List<Event> first = events;
        CompletableFuture<List<Event>> more = logged(actor, rest);
        return first.isEmpty() ? more : more.thenApply(others -> joined(first, others));
    }

    private CompletableFuture<List<Event>> logged(String actor, TaskCommand command) {
        return control.submit(actor, command).thenApply(Decision::orThrow);
    }

    private static List<Event> joined(List<Event> first, List<Event> others) {
        List<Event> both = new ArrayList<>(first);
        both.addAll(others);
        return both;
    }

    /**
     * Accepts tasks that are in no log, on the leader; those that are known as durable ones are
     * passed over. Fails as the log would, or with {@code Overloaded} {@code
     * task.too-many-ephemeral}: none was accepted then.
     */
    public CompletableFuture<List<Event>> submitEphemeral(String actor, SubmitTasks command) {
        TaskView durable = control.latest().tasks();
        List<NewTask> fresh =
                command.tasks().stream()
                        .filter(task -> durable.task(command.type(), task.id()) == null)
                        .toList();
        try {
            synchronized (lock) {
                return CompletableFuture.completedFuture(
                        apply(actor, new SubmitTasks(command.type(), actor, fresh)));
            }
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private List<Event> apply(String actor, TaskCommand command) {
        List<Event> events = ephemeral.apply(actor, command, timers.millis());
        if (!events.isEmpty()) {
            dispatching.accept(events);
            waiting.forEach(listener -> listener.accept(events));
        }
        return events;
    }

    /** A task that is remembered, durable or not. Not to be called under a lock. */
    public @Nullable Task find(TaskType type, TaskId id) {
        Task durable = control.latest().tasks().task(type, id);
        return durable != null ? durable : findEphemeral(type, id);
    }

    /** An ephemeral task that is remembered. */
    public @Nullable Task findEphemeral(TaskType type, TaskId id) {
        if (ephemeral.isEmpty()) {
            return null;
        }
        synchronized (lock) {
            return ephemeral.find(type, id);
        }
    }

    /** Before whoever dispatches hears of durable tasks, ephemeral ones of their ids are gone. */
    @Override
    public void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            if (!ephemeral.isEmpty()
                    && change.event() instanceof TaskEvent.TasksSubmitted(var type, var tasks)) {
                displace(new CancelTasks(type, tasks.stream().map(Task::id).toList(), DISPLACED));
            }
        }
    }

    /** Nobody who waits is told: he waits for the durable one from now on. */
    private void displace(CancelTasks command) {
        synchronized (lock) {
            TaskCommand own = ephemeral.halve(command, TaskView.EMPTY).own();
            if (own != null) {
                dispatching.accept(ephemeral.apply(ACTOR, own, timers.millis()));
            }
        }
    }

    @Override
    public void leading(boolean leading) {
        synchronized (lock) {
            ephemeral = new EphemeralTasks();
        }
    }
}
