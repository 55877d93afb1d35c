package io.stargazer.server.task.executor;

import io.stargazer.api.Name;
import io.stargazer.server.task.live.ExecutorStatus;

/**
 * Which executor is meant.
 *
 * @param application whose it is; empty where only one application has an executor of the name
 */
public record ExecutorName(String namespace, String name, String application) {

    public ExecutorName {
        Name.require("namespace", namespace);
        Name.require("executor", name);
        if (!application.isEmpty()) {
            Name.require("application", application);
        }
    }

    boolean isOf(ExecutorStatus executor) {
        var owner = executor.session().application();
        return executor.name().equals(name)
                && owner.namespace().equals(namespace)
                && (application.isEmpty() || owner.name().equals(application));
    }
}
