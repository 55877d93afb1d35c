package io.stargazer.app.backup;

import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.Output;
import io.stargazer.server.backup.BackupFile;
import io.stargazer.server.backup.BackupRefused;
import io.stargazer.server.backup.Restoration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer restore}: a new server with the state of a backup (CL-5). Asks no server. */
@Command(name = "restore")
public final class RestoreCommand implements Callable<Integer> {

    private final Shell shell;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Parameters(paramLabel = "FILE", descriptionKey = "stargazer.restore.file")
    private Path file;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            descriptionKey = "stargazer.restore.data-dir")
    private Path directory;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Option(
            names = "--server-id",
            paramLabel = "SERVER",
            defaultValue = "s1",
            descriptionKey = "stargazer.restore.server-id")
    private String server;

    public RestoreCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, BackupRefused {
        BackupFile.Head head = Restoration.restore(file, directory, server);
        Output output = shell.output();
        output.document(
                BackupCommand.describe(head)
                        .put("server", server)
                        .put("dataDir", directory.toString()),
                directory.toString());
        output.say("restore.done", head.revision(), BackupCommand.hash(head), server, directory);
        output.say("restore.next", directory);
        return 0;
    }
}
