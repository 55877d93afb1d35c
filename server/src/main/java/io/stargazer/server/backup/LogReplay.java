package io.stargazer.server.backup;

import io.stargazer.api.codec.Malformed;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.StoredLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Lives the log of a stopped server through again: from the oldest snapshot from which it goes on
 * without a gap, or from the beginning, to its end. Where it comes by another snapshot, the state
 * must be the one in there to the last byte.
 *
 * <p>The last entries of a server that followed may not have been acknowledged to anybody; they are
 * counted like the others.
 */
public final class LogReplay {

    private final StoredLog log;
    private final ControlMachine machine = newMachine();
    private final Deque<StoredLog.Snapshot> ahead = new ArrayDeque<>();
    private long applied = -1;
    private long entries;

    private LogReplay(StoredLog log) {
        this.log = log;
    }

    /**
     * Where it ends.
     *
     * @param entries read, those before the first snapshot and the log's own included
     * @param revision of the state
     * @param hash of the state
     */
    public record Ending(long entries, long revision, long hash) {}

    /**
     * Replays the log.
     *
     * @throws StartRefused with the first thing that is wrong
     */
    public static Ending replay(StoredLog log) throws IOException, StartRefused {
        return new LogReplay(log).run();
    }

    private Ending run() throws IOException, StartRefused {
        List<StoredLog.Snapshot> snapshots = log.snapshots();
        for (StoredLog.Snapshot snapshot : snapshots) {
            if (!snapshot.damage().isEmpty()) {
                throw new StartRefused(Reason.DAMAGED, snapshot.damage());
            }
        }
        begin(snapshots);
        log.entries(this::entry);
        while (!ahead.isEmpty()) { // the log ends before them: a server would begin there, too
            StoredLog.Snapshot next = ahead.remove();
            if (next.index() == applied) {
                compare(next);
            } else {
                restore(machine, next);
            }
        }
        ControlView end = machine.latest();
        return new Ending(entries, end.revision(), end.hash());
    }

    private void begin(List<StoredLog.Snapshot> snapshots) throws IOException, StartRefused {
        List<StoredLog.Segment> segments = new ArrayList<>();
        log.segments(segments);
        boolean isEmpty =
                segments.isEmpty() || segments.getLast().last() < segments.getFirst().first();
        long first = isEmpty ? Long.MAX_VALUE : segments.getFirst().first();
        ahead.addAll(snapshots);
        if (first == 0) {
            return;
        }
        while (!ahead.isEmpty()) {
            StoredLog.Snapshot oldest = ahead.remove();
            boolean goesOn = isEmpty ? ahead.isEmpty() : first <= oldest.index() + 1;
            if (goesOn) {
                restore(machine, oldest);
                applied = oldest.index();
                return;
            }
        }
        if (!isEmpty) {
            throw new StartRefused(
                    Reason.DAMAGED,
                    "the log begins at entry %d, and no snapshot holds what was before it"
                            .formatted(first));
        }
    }

    private void entry(StoredLog.Entry entry) throws IOException, StartRefused {
        entries++;
        if (entry.index() <= applied) {
            return;
        }
        while (!ahead.isEmpty() && ahead.getFirst().index() < entry.index()) {
            compare(ahead.remove());
        }
        if (entry.isOurs()) {
            try {
                machine.apply(entry.index(), entry.data());
            } catch (Malformed | IllegalArgumentException e) {
                throw LoggedCommand.unknown(entry, e);
            }
        }
        applied = entry.index();
    }

    private void compare(StoredLog.Snapshot snapshot) throws IOException, StartRefused {
        ControlMachine other = newMachine();
        restore(other, snapshot);
        if (!Arrays.equals(digest(machine), digest(other))) {
            throw new StartRefused(
                    Reason.DAMAGED,
                    "the snapshot %s is not what the log before it makes"
                            .formatted(snapshot.file()));
        }
    }

    private static void restore(ControlMachine machine, StoredLog.Snapshot snapshot)
            throws IOException, StartRefused {
        try (InputStream body = StoredLog.open(snapshot)) {
            machine.restore(snapshot.index(), body);
        } catch (Malformed e) {
            throw new StartRefused(
                    Reason.NEWER_VERSION,
                    "the snapshot %s is of another version: %s"
                            .formatted(snapshot.file(), e.getMessage()),
                    e);
        }
    }

    private static byte[] digest(LogMachine machine) throws IOException {
        try (DigestOutputStream out =
                new DigestOutputStream(
                        OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            machine.view().writeTo(out);
            return out.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ControlMachine newMachine() {
        return new ControlMachine((sentence, cause) -> {
            throw new IllegalStateException(sentence, cause);
        });
    }
}
