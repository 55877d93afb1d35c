package io.stargazer.server.backup;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is in the log of a stopped server: its files, and its commands in their order, up to the
 * first damage.
 */
public final class LogReport implements AutoCloseable {

    private final StoredLog log;
    private final List<StoredLog.Snapshot> snapshots;
    private final List<StoredLog.Segment> segments = new ArrayList<>();

    private LogReport(StoredLog log, List<StoredLog.Snapshot> snapshots) {
        this.log = log;
        this.snapshots = snapshots;
    }

    /**
     * Looks at a data directory.
     *
     * @throws StartRefused when it is none, in use, or of a newer version
     */
    public static LogReport open(Path directory) throws IOException, StartRefused {
        StoredLog log = StoredLog.open(directory);
        boolean opened = false;
        try {
            LogReport report = new LogReport(log, log.snapshots());
            opened = true;
            return report;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    /** The server whose log it is. */
    public String server() {
        return log.server();
    }

    /** Oldest first, damaged ones included. */
    public List<StoredLog.Snapshot> snapshots() {
        return snapshots;
    }

    /** Oldest first, up to the first damage: known after {@link #check}. */
    public List<StoredLog.Segment> segments() {
        return List.copyOf(segments);
    }

    /**
     * Reads all files to their end.
     *
     * @throws StartRefused at the first damage
     */
    public void check() throws IOException, StartRefused {
        segments.clear();
        log.segments(segments);
        for (StoredLog.Snapshot snapshot : snapshots) {
            if (!snapshot.damage().isEmpty()) {
                throw new StartRefused(Reason.DAMAGED, snapshot.damage());
            }
        }
    }

    /**
     * The commands of the entries from one index to another, both included.
     *
     * @throws StartRefused at the first damage, or at a command that this version does not know
     */
    public void commands(long from, long to, Consumer<LoggedCommand> reader)
            throws IOException, StartRefused {
        log.entries(entry -> {
            if (entry.index() >= from && entry.index() <= to) {
                LoggedCommand.of(entry).forEach(reader);
            }
        });
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
