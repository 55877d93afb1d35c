package io.stargazer.core.workflow;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.core.History;
import io.stargazer.core.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A whole control plane in which workflows are started, and their tasks ended by hand. */
final class Loom {

    static final WorkflowId ID = new WorkflowId("default", "nightly");

    final History history = new History();
    private long fence = 1;

    List<Event> start(Step... steps) {
        return history.must(startOf("{\"day\": 1}", steps));
    }

    static WorkflowCommand startOf(String input, Step... steps) {
        return new WorkflowCommand.StartWorkflow(
                ID, "app:default/shop", Bytes.utf8(input), new Plan(List.of(steps)));
    }

    Outcome apply(WorkflowCommand command) {
        return history.apply(command);
    }

    WorkflowRun run() {
        return Objects.requireNonNull(history.view().workflows().run(ID));
    }

    StepRun step(String name) {
        return run().step(run().shape().indexOf(name));
    }

    /** The pending tasks of a type in order of submission, as their payloads. */
    List<String> pending(String type) {
        return tasks(type).stream().map(Loom::payload).toList();
    }

    List<Task> tasks(String type) {
        var queue = history.view().tasks().queue(new TaskType("default", type));
        List<Task> tasks = new ArrayList<>();
        if (queue != null) {
            for (Table.Entry<TaskId, Task> entry : queue.pending()) {
                tasks.add(entry.value());
            }
        }
        tasks.sort(Comparator.comparingLong(Task::sequence));
        return tasks;
    }

    private static String payload(Task task) {
        return new String(task.request().payload().toArray(), StandardCharsets.UTF_8);
    }

    /** The task of a type that was submitted first ends. */
    List<Event> succeed(String type, String result) {
        return end(tasks(type).getFirst(), new AttemptEnd.Succeeded(Bytes.utf8(result)));
    }

    List<Event> fail(String type, String error) {
        return end(tasks(type).getFirst(), new AttemptEnd.Failed(error, false));
    }

    List<Event> end(Task task, AttemptEnd end) {
        EndedAttempt attempt = new EndedAttempt(task.id(), ++fence, "e-1", end, List.of());
        return history.must(new TaskCommand.EndAttempts(task.type(), List.of(attempt)));
    }
}
