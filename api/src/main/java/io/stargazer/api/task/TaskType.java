package io.stargazer.api.task;

import io.stargazer.api.Name;

/** A kind of task within its namespace, written {@code namespace/name}. */
public record TaskType(String namespace, String name) implements Comparable<TaskType> {

    public TaskType {
        Name.require("namespace", namespace);
        Name.require("task type", name);
    }

    @Override
    public int compareTo(TaskType other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
