package io.stargazer.app;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.AppCommand;
import io.stargazer.app.command.GlobalOptions;
import io.stargazer.app.command.LoginCommand;
import io.stargazer.app.command.LogoutCommand;
import io.stargazer.app.command.NamespaceCommand;
import io.stargazer.app.command.ServiceCommand;
import io.stargazer.app.command.Shell;
import io.stargazer.app.command.StatusCommand;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Surroundings;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Where the program starts; {@code stargazer NOUN VERB [NAME] [--flags]} (UI-2). */
public final class Main {

    private static final Set<String> ASKING = Set.of("status", "service", "app", "namespace");

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(Surroundings.ofProcess(), ApiClient.Timeouts.USUAL, arguments));
    }

    /** Runs one command line and returns the exit status. */
    static int run(Surroundings surroundings, ApiClient.Timeouts timeouts, String... arguments) {
        CommandLine root = commandLine(surroundings, timeouts);
        int status = root.execute(arguments);
        if (status == ExitCode.OK.number() && askedServer(root.getParseResult())) {
            ClassArchive.vouch();
        }
        surroundings.streams().out().flush();
        surroundings.streams().err().flush();
        return status;
    }

    private static boolean askedServer(ParseResult parsed) {
        return parsed.hasSubcommand()
                && ASKING.contains(parsed.subcommand().commandSpec().name())
                && parsed.asCommandLineList().stream().noneMatch(CommandLine::isUsageHelpRequested);
    }

    /** All commands with their options, texts and answers to errors. */
    static CommandLine commandLine(Surroundings surroundings, ApiClient.Timeouts timeouts) {
        Messages messages = new Messages(surroundings.language());
        GlobalOptions options = new GlobalOptions();
        Shell shell = new Shell(surroundings, messages, options, timeouts);
        Complaints complaints = new Complaints(shell);
        CommandLine root =
                new CommandLine(new StargazerCommand(options))
                        .addSubcommand(new DevCommand(shell))
                        .addSubcommand(new ServerCommand(shell))
                        .addSubcommand(new DemoCommand(shell))
                        .addSubcommand(new StatusCommand(shell))
                        .addSubcommand(new ServiceCommand(shell))
                        .addSubcommand(new AppCommand(shell))
                        .addSubcommand(new NamespaceCommand(shell))
                        .addSubcommand(new LoginCommand(shell))
                        .addSubcommand(new LogoutCommand(shell))
                        .addSubcommand(new VersionCommand(shell))
                        .addSubcommand(new CompletionCommand(shell));
        HelpPages.arrange(root);
        return root.setResourceBundle(messages.bundle())
                .setOut(surroundings.streams().out())
                .setErr(surroundings.streams().err())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(
                                surroundings.isColoured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpLongOptionsMaxWidth(28)
                .setExecutionExceptionHandler(complaints)
                .setParameterExceptionHandler(complaints);
    }
}
