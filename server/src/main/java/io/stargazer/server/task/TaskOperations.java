package io.stargazer.server.task;

import io.stargazer.api.Event;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.ForgetType;
import io.stargazer.api.task.TaskCommand.PauseType;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.ResumeType;
import io.stargazer.api.task.TaskCommand.SetTypeLimits;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.Speculation;
import io.stargazer.server.task.plane.NotLeading;
import io.stargazer.server.task.plane.TaskPlane;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What people and applications do to tasks that were accepted, and to types of them (TK-5, TK-11).
 * Each needs the role of an operator in the namespace. Returns at once; futures complete on the
 * log's threads. All may be repeated.
 */
public final class TaskOperations {

    /** So many ids, and what is around them, fit into one entry of the log. */
    private static final int MOST_IDS = 5_000;

    private final TaskPlane plane;
    private final ExecutorHub executors;
    private final Speculation speculation;

    public TaskOperations(TaskPlane plane, ExecutorHub executors, Speculation speculation) {
        this.plane = plane;
        this.executors = executors;
        this.speculation = speculation;
    }

    /** Ends pending tasks; completes with how many of them were. */
    public CompletableFuture<Integer> cancel(
            Principal principal, TaskType type, List<TaskId> ids, String reason) {
        return each(
                principal,
                type,
                ids,
                some -> new CancelTasks(type, some, reason),
                event -> event instanceof TaskEvent.TasksFinished e ? e.tasks().size() : 0);
    }

    /** Tries dead letters and failed tasks again; completes with how many of them were. */
    public CompletableFuture<Integer> resend(Principal principal, TaskType type, List<TaskId> ids) {
        return each(
                principal,
                type,
                ids,
                some -> new ResendTasks(type, some),
                event -> event instanceof TaskEvent.TasksResent e ? e.tasks().size() : 0);
    }

    /** Forgets dead letters; completes with how many of them were. */
    public CompletableFuture<Integer> drop(Principal principal, TaskType type, List<TaskId> ids) {
        return each(
                principal,
                type,
                ids,
                some -> new DropDeadLetters(type, some),
                event -> event instanceof TaskEvent.DeadLettersDropped e ? e.ids().size() : 0);
    }

    /** Tasks of the type are accepted, but none begins. Completes with whether that is news. */
    public CompletableFuture<Boolean> pause(Principal principal, TaskType type) {
        return change(principal, type, new PauseType(type));
    }

    public CompletableFuture<Boolean> resume(Principal principal, TaskType type) {
        return change(principal, type, new ResumeType(type));
    }

    public CompletableFuture<Boolean> limit(Principal principal, TaskType type, TypeLimits limits) {
        return change(principal, type, new SetTypeLimits(type, limits));
    }

    /** Forgets what was said of a type that has no tasks to care for. */
    public CompletableFuture<Boolean> forget(Principal principal, TaskType type) {
        return change(principal, type, new ForgetType(type));
    }

    /**
     * Who does tasks of the type at this moment, by name, each once; not those that take no more.
     *
     * @throws io.stargazer.api.Unavailable.NotLeader when another server knows
     */
    public List<String> executors(Principal principal, TaskType type) {
        require(principal, type);
        if (!executors.isLeading()) {
            throw NotLeading.failure();
        }
        return executors.look(known ->
                known.crew().workers(type).stream()
                        .filter(worker -> !worker.isDraining())
                        .map(Worker::name)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /**
     * Has those attempts that take too long made a second time, by another executor that is free;
     * the first end of two counts. Completes with those that two executors have now.
     */
    public CompletableFuture<List<TaskId>> speculate(Principal principal, Stragglers stragglers) {
        require(principal, stragglers.type());
        return speculation.begin(stragglers);
    }

    private CompletableFuture<Boolean> change(
            Principal principal, TaskType type, TaskCommand command) {
        require(principal, type);
        return plane.submit(principal.actor(), command).thenApply(events -> !events.isEmpty());
    }

    private CompletableFuture<Integer> each(
            Principal principal,
            TaskType type,
            List<TaskId> ids,
            Function<List<TaskId>, TaskCommand> command,
            ToIntFunction<Event> counted) {
        require(principal, type);
        CompletableFuture<Integer> all = CompletableFuture.completedFuture(0);
        for (int from = 0; from < ids.size(); from += MOST_IDS) {
            List<TaskId> some = ids.subList(from, Math.min(from + MOST_IDS, ids.size()));
            CompletableFuture<Integer> part =
                    plane.submit(principal.actor(), command.apply(some))
                            .thenApply(events -> events.stream().mapToInt(counted).sum());
            all = all.thenCombine(part, Integer::sum);
        }
        return all;
    }

    private static void require(Principal principal, TaskType type) {
        Authoriser.require(principal, type.namespace(), Role.OPERATOR);
    }
}
