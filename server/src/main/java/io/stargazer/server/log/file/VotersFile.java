package io.stargazer.server.log.file;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/**
 * The library's list of who votes, as of the last change that it has applied. The log has the
 * changes, too, and counts first; but the log lets go of them, and then this file is all there is.
 * Without it a server that began the cluster would believe to be alone, and lead.
 *
 * @param folder of the library's log
 */
public record VotersFile(Path folder) {

    private static final String NAME = "raft-meta.conf";

    /**
     * Makes sure that this change has reached the disk for good: where the library cannot write, it
     * only says so and goes on.
     */
    public void requireWritten(long index) throws IOException {
        long found = LogEntryProto.parseFrom(Files.readAllBytes(file())).getIndex();
        if (found != index) {
            throw new IOException("%s holds the change %d, not %d".formatted(file(), found, index));
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Refuses the start of a server whose log began before what is left of it, and that would not
     * know who votes.
     */
    public void requireThere() throws StartRefused {
        if (Files.isDirectory(folder) && !Files.exists(file())) {
            throw new StartRefused(
                    Reason.DAMAGED,
                    file()
                            + " is missing: without it this server does not know who else votes, and might lead alone");
        }
    }

    private Path file() {
        return folder.resolve(NAME);
    }
}
