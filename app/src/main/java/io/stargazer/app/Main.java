package io.stargazer.app;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.GlobalOptions;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Surroundings;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/** Where the program starts; {@code stargazer NOUN VERB [NAME] [--flags]} (UI-2). */
public final class Main {

    private static final Set<String> ASKING =
            Set.of("status", "service", "task", "workflow", "app", "namespace");

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(Surroundings.ofProcess(), ApiClient.Timeouts.USUAL, arguments));
    }

    /** Runs one command line and returns the exit status. */
    static int run(Surroundings surroundings, ApiClient.Timeouts timeouts, String... arguments) {
        CommandLine root = commandLine(surroundings, timeouts, List.of(arguments));
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

    /**
     * The commands with their options, texts and answers to errors.
     *
     * @param words of the line, whose nouns will do; all nouns when there is none among them
     */
    static CommandLine commandLine(
            Surroundings surroundings, ApiClient.Timeouts timeouts, List<String> words) {
        Messages messages = new Messages(surroundings.language());
        GlobalOptions options = new GlobalOptions();
        Shell shell = new Shell(surroundings, messages, options, timeouts);
        Complaints complaints = new Complaints(shell);
        CommandLine root = new CommandLine(new StargazerCommand(options));
        new Nouns(shell).addTo(root, words);
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
