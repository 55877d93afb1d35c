package io.stargazer.api.workflow;

import io.stargazer.api.Name;
import io.stargazer.api.task.TaskOptions;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One step of a workflow.
 *
 * @param name within the workflow; {@code item} and {@code input} are taken
 * @param type of its tasks: the name of one in the namespace of the workflow
 * @param payload of its tasks
 * @param after the steps that must be done before, beside those that the payload refers to
 * @param forEach a step whose result is a JSON array: this one has a task for each of its elements,
 *     at most 10,000, and the JSON array of their results as its result; empty for a single task
 * @param options of its tasks; their group is the workflow
 * @param onFailure what it means when it fails
 */
public record Step(
        String name,
        String type,
        Template payload,
        List<String> after,
        String forEach,
        TaskOptions options,
        OnFailure onFailure) {

    public Step {
        Name.require("step", name);
        Name.require("task type", type);
        after = List.copyOf(after);
    }

    /** A single task with the usual options, whose failure is that of the workflow. */
    public static Step of(String name, String type, String payload) {
        return new Step(
                name,
                type,
                new Template(payload),
                List.of(),
                "",
                TaskOptions.DEFAULT,
                OnFailure.FAIL);
    }

    public Step withAfter(String... steps) {
        return new Step(name, type, payload, List.of(steps), forEach, options, onFailure);
    }

    public Step withForEach(String step) {
        return new Step(name, type, payload, after, step, options, onFailure);
    }

    public Step withOnFailure(OnFailure changed) {
        return new Step(name, type, payload, after, forEach, options, changed);
    }

    public Step withOptions(TaskOptions changed) {
        return new Step(name, type, payload, after, forEach, changed, onFailure);
    }

    public boolean isFanOut() {
        return !forEach.isEmpty();
    }

    /** All steps that must be done before, by name. */
    public SortedSet<String> dependencies() {
        SortedSet<String> dependencies = new TreeSet<>(after);
        dependencies.addAll(payload.references());
        dependencies.remove(Template.ITEM);
        dependencies.remove(Template.INPUT);
        if (isFanOut()) {
            dependencies.add(forEach);
        }
        return dependencies;
    }
}
