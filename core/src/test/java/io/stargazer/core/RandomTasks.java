package io.stargazer.core;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Seeded commands of all kinds about few tasks of few types, so that they meet, repeat and
 * contradict each other.
 */
public final class RandomTasks {

    private static final int IDS = 24;

    private final Random random;
    private long fence;

    public RandomTasks(Random random) {
        this.random = random;
    }

    public TaskCommand next() {
        fence += below(2);
        return switch (below(40)) {
            case 0 -> new TaskCommand.PauseType(typeOrSpare());
            case 1 -> new TaskCommand.ResumeType(typeOrSpare());
            case 2 -> new TaskCommand.SetTypeLimits(typeOrSpare(), limits());
            case 3 -> new TaskCommand.BeginDispatching("s" + below(3));
            case 4 ->
                    new TaskCommand.ForgetTasks(
                            below(5) == 0 ? "nowhere" : type().namespace(),
                            below(8) == 0
                                    ? Long.MAX_VALUE
                                    : History.START_MS + below(1 << (5 + below(16))) * 100L);
            case 5 -> new TaskCommand.DropDeadLetters(type(), some(this::id));
            case 6 -> new TaskCommand.ForgetType(typeOrSpare());
            case 7, 8 -> new TaskCommand.ResendTasks(type(), some(this::id));
            case 9, 10 -> new TaskCommand.CancelTasks(type(), some(this::id), "not wanted");
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 ->
                    new TaskCommand.SubmitTasks(
                            type(), "app:default/" + below(2), some(this::task));
            default -> new TaskCommand.EndAttempts(type(), some(this::attempt));
        };
    }

    private NewTask task() {
        TaskOptions options = TaskOptions.DEFAULT;
        if (below(2) == 0) {
            options =
                    options.withPriority(below(10))
                            .withDeadline(below(2) * History.START_MS)
                            .withRetry(new RetryPolicy(1 + below(3), 10, 1000))
                            .withLabels(new TreeMap<>(Map.of("team", "语" + below(2))));
        }
        return new NewTask(id(), bytes(), below(3) == 0 ? "order-" + below(9) : "", options);
    }

    private EndedAttempt attempt() {
        AttemptEnd end =
                switch (below(12)) {
                    case 0 -> new AttemptEnd.Failed("it must not be done again", false);
                    case 1, 2, 3 -> new AttemptEnd.Failed("oh", true);
                    case 4 -> new AttemptEnd.Lost();
                    case 5 -> new AttemptEnd.TimedOut();
                    case 6 -> new AttemptEnd.DeadlineMissed();
                    default -> new AttemptEnd.Succeeded(bytes());
                };
        boolean wasBegun = !(end instanceof AttemptEnd.DeadlineMissed) || below(2) == 0;
        return new EndedAttempt(
                id(),
                Math.max(0, fence - below(3)),
                wasBegun ? "e-" + below(3) : "",
                end,
                below(3) == 0 ? List.of("begun", "half done") : List.of());
    }

    private TypeLimits limits() {
        return below(2) == 0
                ? TypeLimits.DEFAULT
                : new TypeLimits(below(3), below(3), 1 + below(12), 1 + below(60));
    }

    private Bytes bytes() {
        return Bytes.of(new byte[below(20)]);
    }

    private TaskId id() {
        int number = below(IDS);
        // Some are keyed: their upper bits are anything.
        return new TaskId(number % 3 == 0 ? number * 0x9E3779B97F4A7C15L : 7, number);
    }

    /** The spare one has no tasks, and so can be forgotten. */
    private TaskType typeOrSpare() {
        return below(3) == 0 ? new TaskType("bank", "spare") : type();
    }

    private TaskType type() {
        return switch (below(8)) {
            case 0 -> new TaskType("bank", "mail");
            case 1 -> new TaskType("default", "zip");
            case 2 -> new TaskType("default", "type-" + below(3));
            default -> new TaskType("default", "resize");
        };
    }

    private <T> List<T> some(Supplier<T> one) {
        List<T> list = new ArrayList<>();
        int size = below(6);
        for (int i = 0; i < size; i++) {
            list.add(one.get());
        }
        return list;
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }
}
