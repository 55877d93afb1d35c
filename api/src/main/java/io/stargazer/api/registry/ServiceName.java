package io.stargazer.api.registry;

import io.stargazer.api.Name;

/** A service within its namespace, written {@code namespace/name}. */
public record ServiceName(String namespace, String name) implements Comparable<ServiceName> {

    public ServiceName {
        Name.require("namespace", namespace);
        Name.require("service", name);
    }

    @Override
    public int compareTo(ServiceName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
