package io.stargazer.app.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.EventStream;
import io.stargazer.app.command.Items;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.task.executor.ExecutorCommand;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code stargazer task}: submit work, see what becomes of it, and step in (TK-2, TK-5, TK-9,
 * TK-10).
 */
@Command(name = "task")
public final class TaskCommand {

    private final Shell shell;
    private final TaskPaths paths;

    public TaskCommand(Shell shell) {
        this.shell = shell;
        this.paths = new TaskPaths(shell);
    }

    @Command(name = "submit")
    int submit(
            @Parameters(paramLabel = "TYPE", descriptionKey = "task-type") String type,
            @Mixin TaskRequest request,
            @Option(names = "--each-executor") boolean isForEach,
            @Option(names = "--wait") boolean isWaiting) {
        if (isForEach) {
            return broadcast(shell.target(type), request, isWaiting);
        }
        JsonNode receipt = shell.api().post(TaskPaths.TASKS, request.of(shell, shell.target(type)));
        Output output = shell.output();
        String id = receipt.path("id").asText();
        if (isWaiting) {
            return follow(id, new TaskFollowing(output, false));
        }
        output.document(receipt, id);
        boolean isKnown = receipt.path("verdict").asText().equals("known");
        output.say(isKnown ? "task.known" : "task.submitted", id, Items.qualifiedType(receipt));
        JsonNode prediction = receipt.path("prediction");
        if (prediction.isObject()) {
            output.say(
                    "task.predicted",
                    prediction.path("onTimePercent").asText(),
                    output.ago(prediction.path("p50At")),
                    output.ago(prediction.path("p99At")));
        }
        return 0;
    }

    /** Waits for one after the other: the status is that of the first that failed. */
    private int broadcast(Target type, TaskRequest request, boolean isWaiting) {
        JsonNode found = shell.api().post(TaskPaths.TASKS + "/broadcast", request.of(shell, type));
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        if (isWaiting) {
            int status = 0;
            for (JsonNode item : items) {
                int one = follow(item.path("id").asText(), new TaskFollowing(output, false));
                status = status == 0 ? one : status;
            }
            return status;
        }
        output.documents(found, Items.ids(items, "id"));
        if (items.isEmpty()) {
            output.say("task.no-executors", type);
            return 0;
        }
        Table table =
                new Table(List.of(output.text("column.executor"), output.text("column.task")));
        for (JsonNode item : items) {
            table.add(
                    Cell.of(item.path("executor").asText(), Paint.BOLD),
                    Cell.of(item.path("id").asText()));
        }
        output.table(table);
        return 0;
    }

    @Command(name = "types")
    int types() {
        JsonNode found = shell.api().get(TaskPaths.TYPES + shell.namespaceQuery());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, items.stream().map(Items::qualified).toList());
        if (items.isEmpty()) {
            output.say("task.no-types");
        } else {
            output.table(TaskView.types(items, output));
        }
        return 0;
    }

    @Command(name = "executors")
    int executors() {
        return ExecutorCommand.list(shell);
    }

    @Command(name = "list")
    int list(
            @Parameters(paramLabel = "TYPE", descriptionKey = "task-type-or-all", arity = "0..1")
                    @Nullable String type,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "all",
                            completionCandidates = TaskStates.class)
                    String state,
            @Mixin TaskPage page) {
        new TaskListing(shell, paths).show(type, state, page, "task.none");
        return 0;
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "ID", descriptionKey = "task-id") String id) {
        JsonNode task = shell.api().get(paths.task(id, ""));
        Output output = shell.output();
        output.document(task, task.path("task").path("id").asText());
        if (output.isHuman()) {
            TaskView.show(task, output);
        }
        return 0;
    }

    @Command(name = "log")
    int log(
            @Parameters(paramLabel = "ID", descriptionKey = "task-id") String id,
            @Option(names = {"-f", "--follow"}) boolean isFollowing) {
        Output output = shell.output();
        if (isFollowing) {
            return follow(id, new TaskFollowing(output, true));
        }
        JsonNode task = shell.api().get(paths.task(id, ""));
        List<JsonNode> lines = Items.elements(task.path("log"));
        switch (output.format()) {
            case JSON -> output.line(task.path("log").toPrettyString());
            case QUIET -> lines.forEach(line -> output.line(line.asText()));
            case HUMAN -> {
                lines.forEach(line -> output.line(Output.printable(line.asText())));
                if (lines.isEmpty()) {
                    output.say("task.log-empty");
                }
            }
        }
        return 0;
    }

    private int follow(String id, TaskFollowing following) {
        new EventStream(shell.api(), paths.task(id, "/follow"), 0).follow(following);
        return following.status();
    }

    @Command(name = "cancel")
    int cancel(
            @Mixin TaskChoice which,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason) {
        ObjectNode body = ApiClient.newObject().put("reason", reason);
        return which.act(
                shell,
                id -> shell.api().post(paths.task(id, "/cancel"), body),
                "/cancel",
                body,
                "task.cancelled");
    }

    @Command(name = "retry")
    int retry(
            @Parameters(paramLabel = "ID", descriptionKey = "task-ids", arity = "1..*")
                    List<String> ids) {
        TaskBatch.of(shell, ids)
                .each(
                        id -> shell.api().post(paths.task(id, "/retry"), ApiClient.newObject()),
                        "task.retried");
        return 0;
    }

    @Command(name = "pause")
    int pause(@Parameters(paramLabel = "TYPE", descriptionKey = "task-type") String type) {
        return change(type, "/pause", "task.paused");
    }

    @Command(name = "resume")
    int resume(@Parameters(paramLabel = "TYPE", descriptionKey = "task-type") String type) {
        return change(type, "/resume", "task.resumed");
    }

    private int change(String type, String verb, String sentence) {
        Target target = shell.target(type);
        JsonNode done = shell.api().post(TaskPaths.type(target, verb), ApiClient.newObject());
        Output output = shell.output();
        output.document(done, target.toString());
        output.say(sentence, target);
        return 0;
    }

    @Command(name = "limits")
    int limits(
            @Parameters(paramLabel = "TYPE", descriptionKey = "task-type") String type,
            @Option(names = "--rate", paramLabel = "PER-SECOND") @Nullable Integer rate,
            @Option(names = "--at-once", paramLabel = "N") @Nullable Integer atOnce,
            @Option(names = "--most-pending", paramLabel = "N") @Nullable Integer mostPending) {
        Target target = shell.target(type);
        ObjectNode body = ApiClient.newObject();
        put(body, "ratePerSecond", rate);
        put(body, "atOnce", atOnce);
        put(body, "mostPending", mostPending);
        if (!body.isEmpty()) {
            shell.api().put(TaskPaths.type(target, "/limits"), body);
        }
        JsonNode limits = shell.api().get(TaskPaths.type(target, "")).path("limits");
        Output output = shell.output();
        output.document(limits, target.toString());
        output.say(
                "task.limits",
                target,
                TaskView.limit(limits.path("ratePerSecond"), output),
                TaskView.limit(limits.path("atOnce"), output),
                limits.path("mostPending").asLong());
        return 0;
    }

    private static void put(ObjectNode body, String field, @Nullable Integer value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
