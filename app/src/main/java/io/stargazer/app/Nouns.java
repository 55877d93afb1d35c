package io.stargazer.app;

import io.stargazer.app.backup.BackupCommand;
import io.stargazer.app.backup.LogCommand;
import io.stargazer.app.backup.RestoreCommand;
import io.stargazer.app.command.AppCommand;
import io.stargazer.app.command.ClusterCommand;
import io.stargazer.app.command.LoginCommand;
import io.stargazer.app.command.LogoutCommand;
import io.stargazer.app.command.NamespaceCommand;
import io.stargazer.app.command.ServiceCommand;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.StatusCommand;
import io.stargazer.app.task.DeadLetters;
import io.stargazer.app.task.ScheduleCommand;
import io.stargazer.app.task.TaskCommand;
import io.stargazer.app.task.WorkflowCommand;
import io.stargazer.app.task.executor.ExecutorCommand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The nouns of the program, in the order of its help. */
final class Nouns {

    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    Nouns(Shell shell) {
        commands.put("dev", () -> new DevCommand(shell));
        commands.put("server", () -> new ServerCommand(shell));
        commands.put("demo", () -> new DemoCommand(shell));
        commands.put("torture", () -> new TortureCommand(shell));
        commands.put("status", () -> new StatusCommand(shell));
        commands.put("cluster", () -> new ClusterCommand(shell));
        commands.put("backup", () -> new BackupCommand(shell));
        commands.put("restore", () -> new RestoreCommand(shell));
        commands.put("log", () -> new LogCommand(shell));
        commands.put("service", () -> new ServiceCommand(shell));
        commands.put("task", () -> task(shell));
        commands.put("workflow", () -> new WorkflowCommand(shell));
        commands.put("app", () -> new AppCommand(shell));
        commands.put("namespace", () -> new NamespaceCommand(shell));
        commands.put("login", () -> new LoginCommand(shell));
        commands.put("logout", () -> new LogoutCommand(shell));
        commands.put("simulate", () -> new SimulateCommand(shell));
        commands.put("version", () -> new VersionCommand(shell));
        commands.put("completion", () -> new CompletionCommand(shell));
    }

    private static CommandLine task(Shell shell) {
        return new CommandLine(new TaskCommand(shell))
                .addSubcommand("dead-letters", new DeadLetters(shell))
                .addSubcommand("executor", new ExecutorCommand(shell))
                .addSubcommand("schedule", new ScheduleCommand(shell));
    }

    /**
     * Adds those nouns that the words on the line can mean. Reading the annotations of all of them
     * would take a good part of the start; only help and completion need to know all.
     */
    void addTo(CommandLine root, Collection<String> words) {
        boolean isAll =
                words.contains("completion")
                        || commands.keySet().stream().noneMatch(words::contains);
        commands.forEach((name, command) -> {
            if (isAll || words.contains(name)) {
                root.addSubcommand(name, command.get());
            }
        });
    }
}
