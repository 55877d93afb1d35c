package io.stargazer.app.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.command.Shell;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which tasks something is done to: those that are named, or those of a type. */
final class TaskChoice {

    @Parameters(paramLabel = "ID", descriptionKey = "task-ids", arity = "0..*")
    @Nullable List<String> ids;

    @Option(names = "--type", paramLabel = "TYPE", descriptionKey = "task-bulk-type")
    @Nullable String type;

    @Option(names = "--contains", paramLabel = "TEXT", descriptionKey = "task-contains")
    @Nullable String contains;

    @Option(
            names = {"-y", "--yes"},
            descriptionKey = "yes")
    boolean isSure;

    /**
     * Does it.
     *
     * @param one to a task that is named
     * @param verb to those of a type, with this body
     * @param sentence what is said then
     */
    int act(Shell shell, Consumer<String> one, String verb, ObjectNode body, String sentence) {
        TaskBatch batch = TaskBatch.of(shell, ids);
        if (type == null) {
            batch.each(one, sentence);
            return 0;
        }
        return batch.all(shell.target(type), verb, contains, body, isSure, sentence + "-all");
    }
}
