package io.stargazer.api.identity;

import io.stargazer.api.Name;

/** An application within its namespace, written {@code namespace/name}. */
public record ApplicationId(String namespace, String name) implements Comparable<ApplicationId> {

    /** The namespace meant when none is given. */
    public static final String DEFAULT_NAMESPACE = "default";

    public ApplicationId {
        Name.require("namespace", namespace);
        Name.require("application", name);
    }

    /**
     * Reads {@code namespace/name}, or {@code name} for the default namespace.
     *
     * @throws io.stargazer.api.Rejected {@code name.illegal}
     */
    public static ApplicationId parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new ApplicationId(DEFAULT_NAMESPACE, text)
                : new ApplicationId(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(ApplicationId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
