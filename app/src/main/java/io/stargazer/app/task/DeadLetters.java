package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer task dead-letters}: tasks all of whose attempts failed (TK-5). */
@Command(name = "dead-letters")
public final class DeadLetters {

    private final Shell shell;
    private final TaskPaths paths;

    public DeadLetters(Shell shell) {
        this.shell = shell;
        this.paths = new TaskPaths(shell);
    }

    @Command(name = "list")
    int list(
            @Parameters(paramLabel = "TYPE", descriptionKey = "task-type-or-all", arity = "0..1")
                    @Nullable String type,
            @Mixin TaskPage page) {
        new TaskListing(shell, paths).show(type, "dead", page, "task.no-dead");
        return 0;
    }

    @Command(name = "retry")
    int retry(
            @Parameters(paramLabel = "ID", descriptionKey = "task-ids", arity = "0..*")
                    @Nullable List<String> ids,
            @Option(names = "--type", paramLabel = "TYPE", descriptionKey = "task-bulk-type")
                    @Nullable String type,
            @Option(names = "--contains", paramLabel = "TEXT", descriptionKey = "task-contains")
                    @Nullable String contains,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        return act(
                new Bulk(ids, type, contains, isSure),
                "retry",
                "task.retried",
                id -> shell.api().post(paths.task(id, "/retry"), ApiClient.newObject()));
    }

    @Command(name = "drop")
    int drop(
            @Parameters(paramLabel = "ID", descriptionKey = "task-ids", arity = "0..*")
                    @Nullable List<String> ids,
            @Option(names = "--type", paramLabel = "TYPE", descriptionKey = "task-bulk-type")
                    @Nullable String type,
            @Option(names = "--contains", paramLabel = "TEXT", descriptionKey = "task-contains")
                    @Nullable String contains,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        return act(
                new Bulk(ids, type, contains, isSure),
                "drop",
                "task.dropped",
                id -> {
                    JsonNode _ = shell.api().delete(paths.task(id, ""));
                });
    }

    /** Which ones: those that are named, or those of a type. */
    private record Bulk(
            @Nullable List<String> ids,
            @Nullable String type,
            @Nullable String contains,
            boolean isSure) {}

    private int act(Bulk which, String verb, String sentence, Consumer<String> one) {
        TaskBatch batch = TaskBatch.of(shell, which.ids());
        if (which.type() == null) {
            batch.each(one, sentence);
            return 0;
        }
        return batch.all(
                shell.target(which.type()),
                "/dead-letters/" + verb,
                which.contains(),
                ApiClient.newObject(),
                which.isSure(),
                sentence + "-all");
    }
}
