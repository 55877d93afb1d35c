package io.stargazer.api.workflow;

import io.stargazer.api.Name;

/**
 * A workflow within its namespace, written {@code namespace/id}. Made by whoever starts it:
 * starting it again under the same id changes nothing.
 */
public record WorkflowId(String namespace, String id) implements Comparable<WorkflowId> {

    public WorkflowId {
        Name.require("namespace", namespace);
        Name.require("workflow", id);
    }

    @Override
    public int compareTo(WorkflowId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return namespace + "/" + id;
    }
}
