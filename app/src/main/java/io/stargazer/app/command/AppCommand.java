package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.identity.Role;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code stargazer app}: the applications that may log in, and their secrets (ID-1, ID-3, ID-4).
 */
@Command(name = "app")
public final class AppCommand {

    private static final String PATH = "/api/v1/applications";

    private final Shell shell;

    public AppCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "create")
    int create(
            @Parameters(paramLabel = "NAME", descriptionKey = "app-name") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            defaultValue = "operator",
                            converter = RoleWord.class,
                            completionCandidates = RoleWord.class)
                    Role role) {
        Target app = shell.target(name);
        JsonNode made =
                shell.api()
                        .post(
                                PATH,
                                ApiClient.newObject()
                                        .put("namespace", app.namespace())
                                        .put("name", app.name())
                                        .put("role", role.word()));
        Output output = shell.output();
        output.document(made, made.path("secret").asText());
        output.say("app.created", made.path("id").asText(), output.text("role." + role.word()));
        saySecret(output, made);
        return 0;
    }

    @Command(name = "list")
    int list() {
        JsonNode found = shell.api().get(PATH + shell.namespaceQuery());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, Items.ids(items, "id"));
        if (items.isEmpty()) {
            output.say("app.none");
            return 0;
        }
        Table table =
                new Table(
                        List.of(
                                output.text("column.application"),
                                output.text("column.role"),
                                output.text("column.created"),
                                output.text("column.by"),
                                output.text("column.old-secret")));
        for (JsonNode item : items) {
            table.add(
                    Cell.of(item.path("id").asText(), Paint.BOLD),
                    Cell.of(item.path("role").asText()),
                    Cell.of(output.ago(item.path("createdAt"))),
                    Cell.of(item.path("createdBy").asText()),
                    Cell.of(output.ago(item.path("previousSecretUntil"))));
        }
        output.table(table);
        return 0;
    }

    @Command(name = "rotate")
    int rotate(
            @Parameters(paramLabel = "NAME", descriptionKey = "app-name") String name,
            @Option(
                            names = "--overlap",
                            paramLabel = "DURATION",
                            defaultValue = "1h",
                            converter = DurationWord.class)
                    Duration overlap) {
        JsonNode made =
                shell.api()
                        .post(
                                PATH + "/" + shell.target(name).path() + "/rotate",
                                ApiClient.newObject().put("overlapSeconds", overlap.toSeconds()));
        Output output = shell.output();
        output.document(made, made.path("secret").asText());
        output.say("app.rotated", made.path("id").asText());
        saySecret(output, made);
        if (made.hasNonNull("previousSecretUntil")) {
            output.say("app.overlap", output.ago(made.path("previousSecretUntil")));
        }
        return 0;
    }

    @Command(name = "delete")
    int delete(
            @Parameters(paramLabel = "NAME", descriptionKey = "app-name") String name,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("app.delete-warning", name, isSure);
        Target app = shell.target(name);
        JsonNode gone = shell.api().delete(PATH + "/" + app.path());
        Output output = shell.output();
        output.document(gone, app.toString());
        output.say("app.deleted", app);
        return 0;
    }

    private static void saySecret(Output output, JsonNode made) {
        output.say("app.secret", made.path("secret").asText(), made.path("id").asText());
    }
}
