package io.stargazer.app.backup;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.Output;
import io.stargazer.server.backup.LogReplay;
import io.stargazer.server.backup.LogReport;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer log}: the log of a server that is stopped (CL-5). Changes nothing. */
@Command(name = "log")
public final class LogCommand {

    private final Shell shell;

    public LogCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "inspect")
    int inspect(
            @Parameters(paramLabel = "DIR", descriptionKey = "stopped-data-dir") Path directory,
            @Option(
                            names = "--from",
                            paramLabel = "INDEX",
                            descriptionKey = "stargazer.log.inspect.from")
                    @Nullable Long from,
            @Option(
                            names = "--to",
                            paramLabel = "INDEX",
                            descriptionKey = "stargazer.log.inspect.to")
                    @Nullable Long to,
            @Option(names = "--snapshots", descriptionKey = "stargazer.log.inspect.snapshots")
                    boolean isFilesOnly)
            throws IOException, StartRefused {
        try (LogReport report = LogReport.open(directory)) {
            LogPrinter printer = new LogPrinter(shell.output());
            StartRefused damage = checked(report);
            printer.files(report);
            if (!isFilesOnly) {
                try {
                    report.commands(
                            from == null ? 0 : from,
                            to == null ? Long.MAX_VALUE : to,
                            printer::command);
                } catch (StartRefused e) {
                    damage = damage == null ? e : damage;
                }
                printer.end();
            }
            if (damage != null) {
                throw damage;
            }
            return 0;
        }
    }

    /** What is wrong with the files, to be said after what is right. */
    private static @Nullable StartRefused checked(LogReport report) throws IOException {
        try {
            report.check();
            return null;
        } catch (StartRefused e) {
            return e;
        }
    }

    @Command(name = "verify")
    int verify(@Parameters(paramLabel = "DIR", descriptionKey = "stopped-data-dir") Path directory)
            throws IOException, StartRefused {
        try (StoredLog log = StoredLog.open(directory)) {
            LogReplay.Ending ending = LogReplay.replay(log);
            String hash = HexFormat.of().toHexDigits(ending.hash());
            Output output = shell.output();
            output.document(
                    ApiClient.newObject()
                            .put("server", log.server())
                            .put("entries", ending.entries())
                            .put("revision", ending.revision())
                            .put("stateHash", hash),
                    hash);
            output.say("log.verified", ending.entries(), ending.revision(), hash);
            return 0;
        }
    }
}
