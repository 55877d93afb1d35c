package io.stargazer.app.task;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a long list is wanted. */
final class TaskPage {

    @Option(names = "--contains", paramLabel = "TEXT", descriptionKey = "task-contains")
    @Nullable String contains;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", descriptionKey = "task-limit")
    int limit;

    @Option(names = "--after", paramLabel = "MARK", descriptionKey = "task-after")
    @Nullable String after;
}
