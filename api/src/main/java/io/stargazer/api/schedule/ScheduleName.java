package io.stargazer.api.schedule;

import io.stargazer.api.Name;

/** A schedule within its namespace, written {@code namespace/name}. */
public record ScheduleName(String namespace, String name) implements Comparable<ScheduleName> {

    public ScheduleName {
        Name.require("namespace", namespace);
        Name.require("schedule", name);
    }

    @Override
    public int compareTo(ScheduleName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
