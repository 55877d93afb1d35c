package io.stargazer.app;

import io.stargazer.api.Failure;
import io.stargazer.app.command.Shell;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Paint;
import io.stargazer.server.backup.BackupRefused;
import io.stargazer.server.log.StartRefused;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a user is told when a command fails: one sentence what happened, one what to do, on the
 * standard error; never a stack trace unless {@code --debug} asks for it. The one place that
 * chooses the exit status of a failure.
 */
final class Complaints implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final Shell shell;

    Complaints(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleExecutionException(Exception cause, CommandLine command, ParseResult parsed) {
        if (cause instanceof ParameterException wrong) {
            return handleParseException(wrong, new String[0]);
        }
        ExitCode code =
                switch (cause) {
                    case Failure failure -> complain(failure);
                    case StartRefused refused -> complain(refused);
                    case BackupRefused refused -> complain(refused);
                    default -> {
                        complain(
                                shell.messages().text("error.unexpected", cause.toString()),
                                Optional.of(shell.messages().text("advice.unexpected")));
                        yield ExitCode.FAILED;
                    }
                };
        trace(cause);
        return code.number();
    }

    private ExitCode complain(Failure failure) {
        complain(sentence(failure), advice(failure));
        return ExitCode.of(failure.status());
    }

    private ExitCode complain(StartRefused refused) {
        ExitCode code = ServerRun.exitCode(refused.reason());
        complain(text(refused), adviceFor("exit." + code.number()));
        return code;
    }

    private ExitCode complain(BackupRefused refused) {
        complain(text(refused), adviceFor("backup." + refused.reason().name()));
        return switch (refused.reason()) {
            case MISSING -> ExitCode.NOT_FOUND;
            case FOREIGN -> ExitCode.USAGE;
            case OCCUPIED -> ExitCode.CONFLICT;
            case DAMAGED -> ExitCode.DATA_DAMAGED;
            case DISK_FULL -> ExitCode.DISK_FULL;
            case NEWER_VERSION, NOT_WRITABLE -> ExitCode.DATA_UNUSABLE;
        };
    }

    private static String text(Exception refused) {
        return Objects.requireNonNullElse(refused.getMessage(), refused.toString());
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        complain(usageSentence(wrong), Optional.of(shell.messages().text("advice.usage", command)));
        trace(wrong);
        return ExitCode.USAGE.number();
    }

    private void complain(String sentence, Optional<String> advice) {
        PrintWriter err = shell.surroundings().streams().err();
        boolean coloured = shell.surroundings().isColoured();
        err.println(Paint.RED.on("stargazer:", coloured) + " " + oneLine(sentence));
        advice.ifPresent(err::println);
    }

    /** In the user's language when it is our own, else in the server's words. */
    private String sentence(Failure failure) {
        String key = "error." + failure.code();
        return shell.messages().has(key)
                ? shell.messages().text(key, shell.serverText())
                : Objects.requireNonNullElse(failure.getMessage(), failure.code());
    }

    /** What to do about it: by the code of the failure, else by its kind. */
    private Optional<String> advice(Failure failure) {
        return adviceFor(failure.code()).or(() -> adviceFor(failure.status().name()));
    }

    private Optional<String> adviceFor(String key) {
        return Optional.of("advice." + key)
                .filter(shell.messages()::has)
                .map(shell.messages()::text);
    }

    private String usageSentence(ParameterException wrong) {
        return switch (wrong) {
            case UnmatchedArgumentException unknown ->
                    unknown.isUnknownOption()
                            ? shell.messages()
                                    .text("error.unknown-option", unknown.getUnmatched().getFirst())
                            : shell.messages()
                                    .text("error.unknown-word", unknown.getUnmatched().getFirst());
            case MissingParameterException missing when !missing.getMissing().isEmpty() ->
                    shell.messages().text("error.missing", name(missing.getMissing().getFirst()));
            default -> otherUsageSentence(Objects.requireNonNullElse(wrong.getMessage(), ""));
        };
    }

    private static String name(ArgSpec missing) {
        return missing instanceof OptionSpec option ? option.longestName() : missing.paramLabel();
    }

    private String otherUsageSentence(String sentence) {
        return sentence.startsWith("Missing required subcommand")
                ? shell.messages().text("error.missing-verb")
                : sentence;
    }

    private void trace(Exception cause) {
        if (shell.options().isDebug()) {
            cause.printStackTrace(shell.surroundings().streams().err());
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
