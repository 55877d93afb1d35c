package io.stargazer.server.backup;

import io.stargazer.api.Name;
import io.stargazer.core.ControlView;
import io.stargazer.server.backup.BackupFile.Head;
import io.stargazer.server.backup.BackupRefused.Reason;
import io.stargazer.server.control.RowStream;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * From a backup to the data directory of a new single server with exactly that state: the same
 * revision, the same hash. It is another cluster than the one before: servers of the two do not
 * know each other.
 */
public final class Restoration {

    private Restoration() {}

    /**
     * Makes the data directory.
     *
     * @param directory absent or empty; nothing is left in it after a failure
     * @param server the id of the new server
     * @throws io.stargazer.api.Rejected when that is no name
     * @throws BackupRefused with nothing written when the backup is not whole, or there is
     *     something where it should go
     */
    public static Head restore(Path file, Path directory, String server)
            throws IOException, BackupRefused {
        Name.require("server", server);
        requireEmpty(directory);
        Head head = BackupFile.check(file);
        ControlView view = BackupFile.read(file);
        boolean wasThere = Files.exists(directory);
        try {
            StoredLog.begin(directory, server, out -> view.writeTo(RowStream.writer(out)));
            return head;
        } catch (StartRefused | IOException e) {
            if (isOurs(e)) {
                clear(directory, wasThere);
            }
            throw BackupRefused.notWritten(directory, e);
        }
    }

    /** Unless somebody was quicker. */
    private static boolean isOurs(Exception failure) {
        return !(failure instanceof FileAlreadyExistsException)
                && !(failure instanceof StartRefused refused
                        && refused.reason() == StartRefused.Reason.IN_USE);
    }

    private static void requireEmpty(Path directory) throws IOException, BackupRefused {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new BackupRefused(Reason.OCCUPIED, directory + " is a file");
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw new BackupRefused(
                        Reason.OCCUPIED, "the folder " + directory + " is not empty");
            }
        }
    }

    /** It was empty or not there: whatever is in it came from here. */
    private static void clear(Path directory, boolean wasThere) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            if (!wasThere || !file.equals(directory)) {
                Files.delete(file);
            }
        }
    }
}
