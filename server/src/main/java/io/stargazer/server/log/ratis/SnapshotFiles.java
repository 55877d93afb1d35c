package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.SegmentCheck.Extent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots on disk, the newest two. A file is either whole or not there:
 *
 * <pre>
 *   i64 magic | i32 version | i64 index | i64 term | body ... | i32 CRC32C of all before
 * </pre>
 *
 * Writing goes to {@code *.tmp}, then force, rename, force of the folder. One writes at a time, one
 * may adopt beside it; {@link #newest()} may be read from anywhere.
 */
final class SnapshotFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
    private static final long MAGIC = 0x5354_475a_534e_4150L; // STGZSNAP
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8 + 4 + 8 + 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int BUFFER_BYTES = 64 << 10;
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
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            CheckedOutputStream checked =
                    new CheckedOutputStream(
                            new BufferedOutputStream(
                                    Channels.newOutputStream(channel), BUFFER_BYTES),
                            new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.writeLong(MAGIC);
            out.writeInt(VERSION);
            out.writeLong(index);
            out.writeLong(term);
            view.writeTo(new Unclosable(out));
            out.writeInt((int) checked.getChecksum().getValue());
            out.flush();
            channel.force(true);
        }
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
        InputStream in = new BufferedInputStream(Files.newInputStream(snapshot.file), BUFFER_BYTES);
        try {
            in.skipNBytes(HEADER_BYTES);
            return new Bounded(in, Files.size(snapshot.file) - HEADER_BYTES - CHECKSUM_BYTES);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static Snapshot verify(Found found) throws IOException, StartRefused {
        long size = Files.size(found.file);
        if (size < HEADER_BYTES + CHECKSUM_BYTES) {
            throw damaged(found, "it has only " + size + " bytes");
        }
        try (CheckedInputStream checked =
                        new CheckedInputStream(
                                new BufferedInputStream(
                                        Files.newInputStream(found.file), BUFFER_BYTES),
                                new CRC32C());
                DataInputStream in = new DataInputStream(checked)) {
            long magic = in.readLong();
            int version = in.readInt();
            long index = in.readLong();
            long term = in.readLong();
            in.skipNBytes(size - HEADER_BYTES - CHECKSUM_BYTES);
            int expected = (int) checked.getChecksum().getValue();
            if (in.readInt() != expected || magic != MAGIC || index != found.index) {
                throw damaged(found, "its checksum does not match");
            }
            if (version > VERSION) {
                throw new StartRefused(
                        Reason.NEWER_VERSION,
                        "the snapshot %s has version %d, this program knows up to %d"
                                .formatted(found.file, version, VERSION));
            }
            return new Snapshot(found.file, index, term);
        }
    }

    private static StartRefused damaged(Found found, String how) {
        return new StartRefused(
                Reason.DAMAGED, "the snapshot %s is damaged: %s".formatted(found.file, how));
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
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches()
                ? Stream.of(new Found(file, Long.parseLong(name.group(1))))
                : Stream.empty();
    }

    /** The machine may close what it wrote to; the checksum still has to follow. */
    private static final class Unclosable extends OutputStream {
        private final OutputStream out;

        Unclosable(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }
    }

    /** Ends where the checksum begins. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            left--;
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
