package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.TaskType;
import java.util.List;

/**
 * How an executor presents itself, each time it connects.
 *
 * @param name of the process, as all names; unique within its application: a second one with the
 *     same name is refused while the first is there
 * @param types what it has handlers for, at most 256
 * @param credit how many attempts it takes at a time, running and waiting in the process, up to
 *     100,000; usually three times its cores; 0 when it takes no more and finishes what it holds
 * @param held the attempts it has from an earlier connection and still works on, at most 100,000
 */
public record ExecutorHello(
        String name, List<HandledType> types, int credit, List<HeldAttempt> held) {

    private static final int MOST_TYPES = 256;
    private static final int MOST_CREDIT = 100_000;

    public ExecutorHello {
        Name.require("executor", name);
        Limits.range("credit", credit, 0, MOST_CREDIT);
        Limits.range("number of held attempts", held.size(), 0, MOST_CREDIT);
        Limits.range("number of task types", types.size(), 1, MOST_TYPES);
        types = List.copyOf(types);
        held = List.copyOf(held);
        if (types.stream().map(HandledType::type).distinct().count() < types.size()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "task.type-twice",
                    "the executor '" + name + "' names a task type twice");
        }
    }

    public boolean handles(TaskType type) {
        return types.stream().anyMatch(handled -> handled.type().equals(type));
    }

    /**
     * A type that an executor has a handler for.
     *
     * @param places how many attempts of it may run there at a time, 1 to 100,000 (TK-12)
     */
    public record HandledType(TaskType type, int places) {
        public HandledType {
            Limits.range("number of places", places, 1, MOST_CREDIT);
        }
    }
}
