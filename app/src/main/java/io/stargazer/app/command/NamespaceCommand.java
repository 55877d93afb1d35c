package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer namespace}: what separates teams and environments (ID-4). */
@Command(name = "namespace")
public final class NamespaceCommand {

    private static final String PATH = "/api/v1/namespaces";

    private final Shell shell;

    public NamespaceCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "create")
    int create(@Parameters(paramLabel = "NAME", descriptionKey = "namespace-name") String name) {
        JsonNode made = shell.api().post(PATH, ApiClient.newObject().put("name", name));
        Output output = shell.output();
        output.document(made, name);
        output.say("namespace.created", name);
        return 0;
    }

    @Command(name = "list")
    int list() {
        JsonNode found = shell.api().get(PATH);
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, Items.ids(items, "name"));
        if (items.isEmpty()) {
            output.say("namespace.none");
            return 0;
        }
        Table table =
                new Table(
                        List.of(
                                output.text("column.namespace"),
                                output.text("column.applications"),
                                output.text("column.services"),
                                output.text("column.created")));
        for (JsonNode item : items) {
            table.add(
                    Cell.of(item.path("name").asText(), Paint.BOLD),
                    Cell.number(item.path("applications").asLong()),
                    Cell.number(item.path("services").asLong()),
                    Cell.of(output.ago(item.path("createdAt"))));
        }
        output.table(table);
        return 0;
    }

    @Command(name = "delete")
    int delete(
            @Parameters(paramLabel = "NAME", descriptionKey = "namespace-name") String name,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("namespace.delete-warning", name, isSure);
        JsonNode gone = shell.api().delete(PATH + "/" + ServerAddress.encode(name));
        Output output = shell.output();
        output.document(gone, name);
        output.say("namespace.deleted", name);
        return 0;
    }
}
