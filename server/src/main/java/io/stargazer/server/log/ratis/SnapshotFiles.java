package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.SnapshotFile;
import io.stargazer.server.log.ratis.SegmentCheck.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots on disk, the newest two. A {@link SnapshotFile} is either whole or not there: writing
 * goes to {@code *.tmp}, then force, rename, force of the folder. One writes at a time, one may
 * adopt beside it; {@link #newest()} may be read from anywhere.
 */
final class SnapshotFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final int KEPT = 2;
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{19})");

    /** A snapshot that holds everything up to and with {@code index}. */
    record Snapshot(Path file, long index, long term) {}

    private record Found(Path file, long index) {}

    private final Path folder;
    private volatile @Nullable Snapshot newest;
    private volatile long oldestIndex = -1;

    SnapshotFiles(Path folder) {
        this.folder = folder;
    }

    /** The newest whole snapshot, null while there is none. */
    @Nullable Snapshot newest() {
        return newest;
    }

    /** The whole snapshot of this index, null when it is not kept. */
    @Nullable Snapshot kept(long index) {
        Snapshot last = newest;
        Path file = fileOf(index);
        return last != null && index <= last.index && Files.exists(file)
                ? new Snapshot(file, index, last.term)
                : null;
    }

    /** Where a snapshot from another server is gathered; what was there before is worthless. */
    Path incoming() {
        return folder.resolve("incoming.tmp");
    }

    /**
     * A whole snapshot from another server becomes one of ours, unless we have a newer one.
     *
     * @param fresh forced to the disk already
     * @return the newest
     */
    synchronized Snapshot adopt(Path fresh, long index) throws IOException {
        Snapshot arrived;
        try {
            arrived = verify(new Found(fresh, index));
        } catch (StartRefused damaged) {
            throw new IOException(damaged.getMessage(), damaged);
        }
        Snapshot last = newest;
        if (last != null && last.index >= index) {
            Files.delete(fresh);
            return last;
        }
        return publish(fresh, index, arrived.term);
    }

    private Path fileOf(long index) {
        return folder.resolve("snapshot-%019d".formatted(index));
    }

    private Snapshot publish(Path fresh, long index, long term) throws IOException {
        Path file = fileOf(index);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(folder);
        Snapshot published = new Snapshot(file, index, term);
        newest = published;
        prune();
        return published;
    }

    /** The log up to here is needed by no snapshot that is kept; -1: all of it is. */
    long unneededUpTo() {
        return oldestIndex;
    }

    /**
     * Chooses the snapshot to start from: the newest whole one, as long as the log goes on from
     * there without a gap.
     *
     * @return null to start from the log alone
     */
    @Nullable Snapshot recover(Extent log) throws IOException, StartRefused {
        deleteUnfinished();
        List<Found> found = found();
        List<StartRefused> damaged = new ArrayList<>();
        for (Found candidate : found) {
            try {
                newest = verify(candidate);
                break;
            } catch (StartRefused e) {
                if (e.reason() != Reason.DAMAGED) {
                    throw e;
                }
                damaged.add(e);
            }
        }
        Snapshot chosen = newest;
        long covered = chosen == null ? -1 : chosen.index;
        if (!damaged.isEmpty()) {
            // What the damaged snapshot held, the log must still hold.
            boolean replaceable =
                    log.first() <= covered + 1 && log.last() >= found.getFirst().index;
            if (!replaceable) {
                throw new StartRefused(
                        Reason.DAMAGED,
                        damaged.getFirst().getMessage() + ", and the log does not cover it");
            }
            putAside(found.subList(0, damaged.size()), damaged);
        } else if (!log.isEmpty() && log.first() > covered + 1) {
            throw new StartRefused(
                    Reason.DAMAGED,
                    "the log in %s begins at entry %d, but the snapshots hold only up to %d"
                            .formatted(folder.getParent(), log.first(), covered));
        }
        prune();
        return chosen;
    }

    /** Writes a snapshot; it is durable when this returns the newest. */
    Snapshot write(long index, long term, LogMachine.View view) throws IOException {
        Path fresh = folder.resolve(fileOf(index).getFileName() + ".tmp");
        SnapshotFile.write(fresh, index, term, view);
        return written(fresh, index, term);
    }

    /** One from another server may have overtaken it. */
    private synchronized Snapshot written(Path fresh, long index, long term) throws IOException {
        Snapshot last = newest;
        if (last != null && last.index > index) {
            Files.delete(fresh);
            return last;
        }
        return publish(fresh, index, term);
    }

    /** The body; the caller closes it. */
    InputStream open(Snapshot snapshot) throws IOException {
        return SnapshotFile.body(snapshot.file);
    }

    private static Snapshot verify(Found found) throws IOException, StartRefused {
        return new Snapshot(found.file, found.index, SnapshotFile.verify(found.file, found.index));
    }

    private void putAside(List<Found> files, List<StartRefused> why) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i).file;
            LOG.warn(
                    "{}: an older snapshot and the log replace it instead, it is kept as {}.damaged",
                    why.get(i).getMessage(),
                    file.getFileName());
            Files.move(
                    file,
                    folder.resolve(file.getFileName() + ".damaged"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DataDirectory.sync(folder);
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tmp")).toList()) {
                Files.delete(file);
            }
        }
    }

    private void prune() throws IOException {
        List<Found> found = found();
        for (Found old : found.subList(Math.min(KEPT, found.size()), found.size())) {
            Files.delete(old.file);
        }
        oldestIndex = found.size() < KEPT ? -1 : found.get(KEPT - 1).index;
    }

    /** Newest first. */
    private List<Found> found() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(SnapshotFiles::parse)
                    .sorted(Comparator.comparingLong(Found::index).reversed())
                    .toList();
        }
    }

    private static Stream<Found> parse(Path file) {
        long index = indexOf(file);
        return index < 0 ? Stream.empty() : Stream.of(new Found(file, index));
    }

    /** The index in the name of a snapshot, -1 for any other file. */
    static long indexOf(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }
}
