package io.stargazer.app.backup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.Sent;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.Output;
import io.stargazer.server.backup.BackupFile;
import io.stargazer.server.backup.BackupRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code stargazer backup}: the state of the running cluster as one file (CL-5). */
@Command(name = "backup")
public final class BackupCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/cluster/backup";

    private final Shell shell;

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Parameters(paramLabel = "FILE", descriptionKey = "stargazer.backup.file")
    private Path file;

    public BackupCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws BackupRefused {
        BackupFile.Head head;
        try (Sent sent = shell.api().fetch(PATH)) {
            head = new Fetching(shell, sent).into(file);
        } catch (IOException e) {
            throw BackupRefused.notWritten(file, e);
        }
        Output output = shell.output();
        output.document(describe(head).put("file", file.toString()), file.toString());
        output.say("backup.done", head.revision(), head.bytes(), hash(head), file);
        output.note("backup.holds");
        return 0;
    }

    /** What a backup says of itself, as JSON. */
    static ObjectNode describe(BackupFile.Head head) {
        return ApiClient.newObject()
                .put("cluster", head.cluster())
                .put("revision", head.revision())
                .put("stateHash", hash(head))
                .put("stateTime", Instant.ofEpochMilli(head.stateMs()).toString())
                .put("takenAt", Instant.ofEpochMilli(head.takenMs()).toString())
                .put("bytes", head.bytes());
    }

    static String hash(BackupFile.Head head) {
        return HexFormat.of().toHexDigits(head.hash());
    }
}
