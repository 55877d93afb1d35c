package io.stargazer.server.task.plane;

import io.stargazer.api.Event;
import io.stargazer.api.Stamp;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.task.TaskMemory;
import io.stargazer.core.task.TaskView;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are in no log, and what is remembered of those that ended: as long as one server
 * leads. Not thread-safe.
 */
final class EphemeralTasks {

    private final TaskMemory memory = new TaskMemory();
    private long commands;

    /** Whether there never was one. */
    boolean isEmpty() {
        return commands == 0;
    }

    @Nullable Task find(TaskType type, TaskId id) {
        return memory.find(type, id);
    }

    /** As {@link TaskMemory#apply}. */
    List<Event> apply(String actor, TaskCommand command, long nowMs) {
        return memory.apply(new Stamp(++commands, nowMs, actor), command);
    }

    /** Whether a command is about attempts that this or an earlier leader gave out from memory. */
    static boolean mayConcern(TaskCommand command) {
        return command instanceof EndAttempts(var _, var attempts)
                && attempts.stream().anyMatch(each -> EphemeralFence.is(each.fence()));
    }

    /**
     * A command, cut in two.
     *
     * @param own what is about tasks that are known here; null for nothing
     * @param rest what is not; null for nothing
     */
    record Halves(@Nullable TaskCommand own, @Nullable TaskCommand rest) {}

    /**
     * @param durable what is cancelled under an id that is there is not an ephemeral one
     */
    Halves halve(TaskCommand command, TaskView durable) {
        return switch (command) {
            case EndAttempts(var type, var attempts) ->
                    halve(
                            attempts,
                            each -> EphemeralFence.is(each.fence()),
                            some -> new EndAttempts(type, some));
            case CancelTasks(var type, var ids, var reason) ->
                    halve(
                            ids,
                            id -> memory.find(type, id) != null && durable.task(type, id) == null,
                            some -> new CancelTasks(type, some, reason));
            default -> new Halves(null, command);
        };
    }

    private static <T> Halves halve(
            List<T> all, Predicate<T> isOwn, Function<List<T>, TaskCommand> command) {
        Map<Boolean, List<T>> parts = all.stream().collect(Collectors.partitioningBy(isOwn));
        List<T> own = parts.getOrDefault(true, List.of());
        List<T> rest = parts.getOrDefault(false, List.of());
        return new Halves(
                own.isEmpty() ? null : command.apply(own),
                rest.isEmpty() && !own.isEmpty() ? null : command.apply(rest));
    }
}
