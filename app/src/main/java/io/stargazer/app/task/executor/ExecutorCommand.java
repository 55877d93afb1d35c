package io.stargazer.app.task.executor;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Items;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.Target;
import io.stargazer.app.terminal.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer task executor}: one executor, its log, and orders to it (TK-9, TK-10). */
@Command(name = "executor")
public final class ExecutorCommand {

    static final String EXECUTORS = "/api/v1/task-executors";

    private final Shell shell;

    public ExecutorCommand(Shell shell) {
        this.shell = shell;
    }

    /** Which executor is meant. */
    static final class Which {

        @Parameters(paramLabel = "NAME", descriptionKey = "executor-name")
        String name = "";

        @Option(
                names = "--application",
                paramLabel = "APP",
                descriptionKey = "executor-application")
        @Nullable String application;

        Target target(Shell shell) {
            return shell.target(name);
        }

        String path(Shell shell, String more) {
            String query =
                    application == null ? "" : "application=" + ServerAddress.encode(application);
            String joint = query.isEmpty() ? "" : more.contains("?") ? "&" : "?";
            return EXECUTORS + "/" + target(shell).path() + more + joint + query;
        }
    }

    /** Those of the namespace that was asked for, or all. */
    public static int list(Shell shell) {
        JsonNode found = shell.api().get(EXECUTORS + shell.namespaceQuery());
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, items.stream().map(Items::qualified).toList());
        if (items.isEmpty()) {
            output.say("executor.none");
        } else {
            output.table(ExecutorView.executors(items, output));
        }
        return 0;
    }

    @Command(name = "show")
    int show(@Mixin Which which) {
        JsonNode detail = shell.api().get(which.path(shell, ""));
        Output output = shell.output();
        output.document(detail, Items.qualified(detail.path("executor")));
        if (output.isHuman()) {
            ExecutorView.show(detail, output);
        }
        return 0;
    }

    @Command(name = "log")
    int log(
            @Mixin Which which,
            @Option(names = "--lines", paramLabel = "N", defaultValue = "100") int lines) {
        JsonNode told = shell.api().get(which.path(shell, "/log?lines=" + lines));
        Output output = shell.output();
        switch (output.format()) {
            case JSON -> output.line(told.toPrettyString());
            case QUIET ->
                    told.path("lines").forEach(line -> output.line(line.path("text").asText()));
            case HUMAN -> ExecutorView.log(told, output);
        }
        return 0;
    }

    @Command(name = "drain")
    int drain(@Mixin Which which) {
        return order(which, "drain");
    }

    @Command(name = "resume")
    int resume(@Mixin Which which) {
        return order(which, "resume");
    }

    @Command(name = "stop")
    int stop(
            @Mixin Which which,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("executor.stop-warning", which.name, isSure);
        return order(which, "stop");
    }

    @Command(name = "restart")
    int restart(
            @Mixin Which which,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("executor.restart-warning", which.name, isSure);
        return order(which, "restart");
    }

    private int order(Which which, String verb) {
        JsonNode done = shell.api().post(which.path(shell, "/" + verb), ApiClient.newObject());
        Target executor = which.target(shell);
        shell.output().document(done, executor.toString());
        shell.output().say("executor." + verb, executor);
        return 0;
    }
}
