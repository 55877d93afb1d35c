package io.stargazer.app.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Items;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer workflow}: tasks that wait for each other (TK-11). */
@Command(name = "workflow")
public final class WorkflowCommand {

    private static final String PATH = "/api/v1/workflows";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Shell shell;

    public WorkflowCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "start")
    int start(
            @Parameters(paramLabel = "ID", descriptionKey = "workflow-id") String id,
            @Option(
                            names = "--file",
                            paramLabel = "FILE|-",
                            required = true,
                            descriptionKey = "workflow-file")
                    String file,
            @Option(names = "--input", paramLabel = "TEXT", descriptionKey = "workflow-input")
                    @Nullable String input) {
        Target workflow = shell.target(id);
        ObjectNode body =
                ApiClient.newObject()
                        .put("namespace", workflow.namespace())
                        .put("id", workflow.name());
        if (input != null) {
            body.put("input", input);
        }
        body.set("steps", steps(file));
        JsonNode done = shell.api().post(PATH, body);
        shell.output().document(done, workflow.toString());
        shell.output().say("workflow.started", workflow);
        return 0;
    }

    /** The steps of a file: an array, or an object with one. */
    private JsonNode steps(String file) {
        try {
            String text = new String(TaskRequest.read(shell, file), StandardCharsets.UTF_8);
            JsonNode read = JSON.readTree(text);
            return read.has("steps") ? read.path("steps") : read;
        } catch (JsonProcessingException notJson) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.not-json",
                    shell.messages().text("error.not-json", file));
        }
    }

    @Command(name = "list")
    int list() {
        String namespace = shell.namespace().orElse(ApplicationId.DEFAULT_NAMESPACE);
        JsonNode found = shell.api().get(PATH + "?namespace=" + ServerAddress.encode(namespace));
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, Items.ids(items, "id"));
        if (items.isEmpty()) {
            output.say("workflow.none", namespace);
            return 0;
        }
        Table table = table(output, "workflow", "state", "steps", "started", "error");
        for (JsonNode item : items) {
            table.add(
                    Cell.of(item.path("id").asText(), Paint.BOLD),
                    output.state(item.path("state").asText()),
                    Cell.of(item.path("stepsDone").asText() + "/" + item.path("steps").asText()),
                    Cell.of(output.ago(item.path("started"))),
                    Cell.of(item.path("error").asText()));
        }
        output.table(table);
        return 0;
    }

    @Command(name = "show")
    int show(@Parameters(paramLabel = "ID", descriptionKey = "workflow-id") String id) {
        JsonNode detail = shell.api().get(path(id, ""));
        List<JsonNode> steps = Items.elements(detail.path("steps"));
        Output output = shell.output();
        output.documents(detail, Items.ids(steps, "name"));
        JsonNode workflow = detail.path("workflow");
        String state = workflow.path("state").asText();
        output.say(
                "workflow.title",
                workflow.path("id").asText(),
                Paint.ofState(state).on(output.word("state", state), output.isColoured()),
                workflow.path("error").asText());
        Table table = table(output, "step", "state", "task-type", "needs", "tasks", "error");
        for (JsonNode step : steps) {
            table.add(
                    Cell.of(step.path("name").asText(), Paint.BOLD),
                    output.state(step.path("state").asText()),
                    Cell.of(step.path("type").asText()),
                    Cell.of(Items.words(step.path("needs"))),
                    Cell.of(step.path("succeeded").asText() + "/" + step.path("tasks").asText()),
                    Cell.of(step.path("error").asText()));
        }
        output.table(table);
        return 0;
    }

    private static Table table(Output output, String... columns) {
        return new Table(Stream.of(columns).map(name -> output.text("column." + name)).toList());
    }

    @Command(name = "cancel")
    int cancel(
            @Parameters(paramLabel = "ID", descriptionKey = "workflow-id") String id,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "") String reason) {
        JsonNode done =
                shell.api().post(path(id, "/cancel"), ApiClient.newObject().put("reason", reason));
        shell.output().document(done, id);
        shell.output().say("workflow.cancelled", id);
        return 0;
    }

    @Command(name = "retry")
    int retry(
            @Parameters(paramLabel = "ID", descriptionKey = "workflow-id") String id,
            @Parameters(paramLabel = "STEP", descriptionKey = "workflow-step") String step) {
        JsonNode done =
                shell.api().post(path(id, "/retry"), ApiClient.newObject().put("step", step));
        shell.output().document(done, id);
        shell.output().say("workflow.retried", id, step);
        return 0;
    }

    private String path(String id, String verb) {
        return PATH + "/" + shell.target(id).path() + verb;
    }
}
