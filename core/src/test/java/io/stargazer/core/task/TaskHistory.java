package io.stargazer.core.task;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskEvent.AttemptsRefused;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Applies commands about tasks to a state that remembers little: two types, four finished tasks.
 */
final class TaskHistory {

    static final TaskType RESIZE = new TaskType("default", "resize");
    static final TaskType ZIP = new TaskType("default", "zip");
    private static final AttemptEnd OH = new AttemptEnd.Failed("oh", true);

    private final TaskState state = new TaskState(new TaskBounds(2, 4, 1000, 2));
    private long revision;

    TaskView view() {
        return state.view();
    }

    /** A second for each command. */
    long nowMs() {
        return revision * 1000;
    }

    Outcome apply(TaskCommand command) {
        revision++;
        return state.apply(new Stamp(revision, nowMs(), "server:s1"), command);
    }

    List<Event> must(TaskCommand command) {
        return apply(command).orThrow();
    }

    List<Task> submit(int... numbers) {
        List<NewTask> tasks = Arrays.stream(numbers).mapToObj(TaskHistory::task).toList();
        List<Event> events = must(new SubmitTasks(RESIZE, "app:default/shop", tasks));
        return ((TaskEvent.TasksSubmitted) events.getFirst()).tasks();
    }

    List<Event> end(int number, long fence, AttemptEnd end) {
        return must(new EndAttempts(RESIZE, List.of(attempt(number, fence, end))));
    }

    void die(int number) {
        for (long fence = 100; fence < 103; fence++) {
            end(number, fence, OH);
        }
    }

    static EndedAttempt attempt(int number, long fence, AttemptEnd end) {
        return new EndedAttempt(id(number), fence, "e-1", end, List.of("a line"));
    }

    static AttemptsRefused refused(int number, long fence, Refusal why) {
        return new AttemptsRefused(
                RESIZE, List.of(new TaskEvent.RefusedAttempt(id(number), fence, why)));
    }

    QueueView queue() {
        return Objects.requireNonNull(view().queue(RESIZE));
    }

    Task known(int number) {
        return Objects.requireNonNull(view().task(RESIZE, id(number)));
    }

    Standing standing(int number) {
        return known(number).standing();
    }

    List<TaskId> latest() {
        return view().finishedIn("default").latest(Long.MAX_VALUE, 9).stream()
                .map(Task::id)
                .toList();
    }

    static NewTask task(int number) {
        return NewTask.of(id(number), Bytes.of(new byte[10]));
    }

    static TaskId id(int number) {
        return new TaskId(1, number);
    }
}
