package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    int retry(@Mixin TaskChoice which) {
        return which.act(
                shell,
                id -> shell.api().post(paths.task(id, "/retry"), ApiClient.newObject()),
                "/dead-letters/retry",
                ApiClient.newObject(),
                "task.retried");
    }

    @Command(name = "drop")
    int drop(@Mixin TaskChoice which) {
        return which.act(
                shell,
                id -> {
                    JsonNode _ = shell.api().delete(paths.task(id, ""));
                },
                "/dead-letters/drop",
                ApiClient.newObject(),
                "task.dropped");
    }
}
