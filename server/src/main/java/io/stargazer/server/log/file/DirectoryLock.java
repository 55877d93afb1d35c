package io.stargazer.server.log.file;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Who may work on a data directory: one server, or any number of readers. The lock is held until
 * its channel is closed, and ends with the process.
 */
public final class DirectoryLock {

    private static final String FILE = "lock";

    private DirectoryLock() {}

    /** Takes the directory for a server, which leaves its process id for the others. */
    public static FileChannel forWriting(Path root) throws IOException, StartRefused {
        FileChannel channel =
                FileChannel.open(
                        root.resolve(FILE),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        require(root, channel, false);
        String pid = Long.toString(ProcessHandle.current().pid());
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)));
            return channel;
        } catch (IOException e) {
            channel.close(); // a full disk must not leave it locked
            throw e;
        }
    }

    /** Keeps servers away and changes nothing; null where there has never been one. */
    public static @Nullable FileChannel forReading(Path root) throws IOException, StartRefused {
        Path file = root.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        require(root, channel, true);
        return channel;
    }

    private static void require(Path root, FileChannel channel, boolean isShared)
            throws IOException, StartRefused {
        if (tryLock(channel, isShared) == null) {
            String owner = owner(channel);
            channel.close();
            throw new StartRefused(
                    Reason.IN_USE, "the data directory " + root + " is in use by process " + owner);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean isShared)
            throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, isShared);
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process: in use like any other
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = channel.read(pid, 0);
        // Empty for the instant between another's locking and its writing.
        return length <= 0
                ? "(unknown)"
                : new String(pid.array(), 0, length, StandardCharsets.UTF_8);
    }
}
