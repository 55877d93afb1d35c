package io.stargazer.app.backup;

import io.stargazer.api.Unavailable;
import io.stargazer.app.client.Sent;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.ProgressBar;
import io.stargazer.server.backup.BackupFile;
import io.stargazer.server.backup.BackupRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A backup on its way into a file: {@code FILE.part}, forced to the disk and read again, then
 * renamed. So {@code FILE} is the one before or a whole one, and only its owner may read it.
 */
final class Fetching {

    private static final int PART_BYTES = 256 << 10;

    private final Shell shell;
    private final Sent sent;

    Fetching(Shell shell, Sent sent) {
        this.shell = shell;
        this.sent = sent;
    }

    /**
     * Fetches to the end.
     *
     * @throws Unavailable when the server stops sending; nothing is left of it
     * @throws BackupRefused when what it sent is no whole backup
     * @throws IOException when the file cannot be written
     */
    BackupFile.Head into(Path file) throws IOException, BackupRefused {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            write(part);
            BackupFile.Head head = BackupFile.check(part);
            Files.move(
                    part,
                    whole,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder =
                    FileChannel.open(part.resolveSibling("."), StandardOpenOption.READ)) {
                folder.force(true);
            }
            return head;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(Path part) throws IOException {
        boolean isSeen = shell.output().isHuman() && shell.surroundings().streams().isTerminal();
        ProgressBar bar =
                new ProgressBar(
                        shell.surroundings().streams(),
                        shell.messages().text("backup.progress"),
                        sent.bytes());
        byte[] bytes = new byte[PART_BYTES];
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            long done = 0;
            for (int length = sent.read(bytes); length >= 0; length = sent.read(bytes)) {
                ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                done += length;
                if (isSeen) {
                    bar.at(done, "");
                }
            }
            channel.force(true);
        }
    }
}
