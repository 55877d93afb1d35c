package io.stargazer.app.task;

import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;

/** Where the server has tasks. */
record TaskPaths(Shell shell) {

    static final String TASKS = "/api/v1/tasks";
    static final String TYPES = "/api/v1/task-types";

    /** One task, of the namespace that was asked for, if any. */
    String task(String id, String verb) {
        return TASKS + "/" + ServerAddress.encode(id) + verb + shell.namespaceQuery();
    }

    static String type(Target type, String verb) {
        return TYPES + "/" + type.path() + verb;
    }
}
