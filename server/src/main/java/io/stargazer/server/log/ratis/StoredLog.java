package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.DirectoryLock;
import io.stargazer.server.log.file.SegmentFile;
import io.stargazer.server.log.file.SnapshotFile;
import io.stargazer.server.log.ratis.SegmentCheck.Reader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * The log in a data directory in which no server works, for reading (CL-5): nothing in it is
 * changed. While it is open no server starts there.
 *
 * <p>What it takes for damage, and for a torn tail, is what a server would at its start.
 */
public final class StoredLog implements AutoCloseable {

    /** A log that begins with a state says that its first entry made it. */
    private static final long FIRST_INDEX = 1;

    private static final long FIRST_TERM = 1;

    private final Path root;
    private final String server;
    private final @Nullable FileChannel lock;

    private StoredLog(Path root, String server, @Nullable FileChannel lock) {
        this.root = root;
        this.server = server;
        this.lock = lock;
    }

    /**
     * A snapshot file.
     *
     * @param index of the last entry that it holds
     * @param term of that entry, 0 when the file is damaged
     * @param damage what is wrong with it, empty when nothing is
     */
    public record Snapshot(Path file, long index, long term, long bytes, String damage) {}

    /**
     * A segment file.
     *
     * @param first index of its first entry
     * @param last index of its last whole entry, before {@code first} when it has none
     * @param bytes how much of it is in use: the rest is reserved space
     * @param isOpen whether the next entry would go there
     * @param tornAt where a torn tail begins, -1 for none: never acknowledged, cut at the next
     *     start
     */
    public record Segment(
            Path file, long first, long last, long bytes, boolean isOpen, long tornAt) {

        private static Segment of(SegmentFile file, int start) {
            return new Segment(
                    file.file(), file.first(), file.first() - 1, start, file.isOpen(), -1);
        }

        private Segment upTo(SegmentFile.Entry entry) {
            return new Segment(file, first, entry.index(), entry.end(), isOpen, tornAt);
        }

        private Segment tornFrom(long offset) {
            return new Segment(file, first, last, bytes, isOpen, offset);
        }
    }

    /**
     * One entry.
     *
     * @param kind {@code commands} for ours, else a word for what the library wrote for itself
     * @param data what was proposed, empty for other kinds
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only decoded
    public record Entry(Path file, long index, long term, String kind, byte[] data) {

        /** Whether it is one of ours, and so for {@link LogMachine#apply}. */
        public boolean isOurs() {
            return kind.equals("commands");
        }
    }

    /** Takes entries in their order. */
    public interface EntryReader {
        void entry(Entry entry) throws IOException, StartRefused;
    }

    /**
     * Opens the log in a data directory.
     *
     * @throws StartRefused when there is none, when a server works there, or when it is of a newer
     *     version
     */
    public static StoredLog open(Path directory) throws IOException, StartRefused {
        Path root = directory.toAbsolutePath().normalize();
        if (!Files.isRegularFile(root.resolve("format"))) {
            throw new StartRefused(
                    Reason.NOT_USABLE,
                    Files.exists(root)
                            ? root + " is not the data directory of a server"
                            : "there is no folder " + root);
        }
        FileChannel lock = DirectoryLock.forReading(root);
        boolean opened = false;
        try {
            String server = DataDirectory.readFormat(root).getProperty("server", "");
            opened = true;
            return new StoredLog(root, server, lock);
        } finally {
            if (!opened && lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Makes the data directory of a new single server, whose log begins with a state.
     *
     * @param directory is made, or is empty; after a failure it holds something of which no server
     *     takes notice
     * @throws StartRefused when it cannot be written
     */
    public static void begin(Path directory, String self, LogMachine.View state)
            throws IOException, StartRefused {
        DataDirectory.create(
                directory,
                self,
                snapshots -> new SnapshotFiles(snapshots).write(FIRST_INDEX, FIRST_TERM, state));
    }

    /** The server that it belongs to. */
    public String server() {
        return server;
    }

    /**
     * The snapshots, oldest first, each read to its end.
     *
     * @throws StartRefused when one is of a newer version
     */
    public List<Snapshot> snapshots() throws IOException, StartRefused {
        List<Snapshot> found = new ArrayList<>();
        Path folder = root.resolve("snapshots");
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                long index = SnapshotFiles.indexOf(file);
                if (index >= 0) {
                    found.add(snapshot(file, index));
                }
            }
        }
        return found;
    }

    private static Snapshot snapshot(Path file, long index) throws IOException, StartRefused {
        long bytes = Files.size(file);
        try {
            return new Snapshot(file, index, SnapshotFile.verify(file, index), bytes, "");
        } catch (StartRefused damaged) {
            if (damaged.reason() != Reason.DAMAGED) {
                throw damaged;
            }
            return new Snapshot(file, index, 0, bytes, String.valueOf(damaged.getMessage()));
        }
    }

    /** What a snapshot holds; the caller closes it. */
    public static InputStream open(Snapshot snapshot) throws IOException {
        return SnapshotFile.body(snapshot.file());
    }

    /**
     * The segments, oldest first.
     *
     * @param found takes those before a damage as well
     * @throws StartRefused at the first damage, with its file and offset
     */
    public void segments(List<Segment> found) throws IOException, StartRefused {
        read(
                new Reader() {
                    @Override
                    public void segment(SegmentFile file, byte[] bytes) {
                        found.add(Segment.of(file, SegmentFile.start(bytes)));
                    }

                    @Override
                    public void entry(SegmentFile.Entry entry, byte[] bytes) {
                        found.add(found.removeLast().upTo(entry));
                    }

                    @Override
                    public void torn(SegmentFile file, byte[] bytes, int offset) {
                        found.add(found.removeLast().tornFrom(offset));
                    }
                });
    }

    /**
     * The whole entries, oldest first.
     *
     * @throws StartRefused at the first damage, after the entries before it
     */
    public void entries(EntryReader reader) throws IOException, StartRefused {
        read(
                new Reader() {
                    private Path file = root;

                    @Override
                    public void segment(SegmentFile segment, byte[] bytes) {
                        file = segment.file();
                    }

                    @Override
                    public void entry(SegmentFile.Entry entry, byte[] bytes)
                            throws IOException, StartRefused {
                        reader.entry(decode(file, entry, bytes));
                    }

                    @Override
                    public void torn(SegmentFile segment, byte[] bytes, int offset) {
                        // It was never acknowledged: there is nothing to read.
                    }
                });
    }

    private void read(Reader reader) throws IOException, StartRefused {
        Path folder =
                root.resolve("raft").resolve(Library.GROUP.getUuid().toString()).resolve("current");
        SegmentCheck.read(folder, RatisLogOptions.MAX_RECORD_BYTES, reader);
    }

    private static Entry decode(Path file, SegmentFile.Entry entry, byte[] bytes)
            throws StartRefused {
        try {
            LogEntryProto proto =
                    LogEntryProto.parser().parseFrom(bytes, entry.body(), entry.bodyBytes());
            String kind =
                    switch (proto.getLogEntryBodyCase()) {
                        case STATEMACHINELOGENTRY -> "commands";
                        case CONFIGURATIONENTRY -> "members";
                        case METADATAENTRY -> "committed";
                        case LOGENTRYBODY_NOT_SET -> "nothing";
                    };
            byte[] data = proto.getStateMachineLogEntry().getLogData().toByteArray();
            return new Entry(file, entry.index(), entry.term(), kind, data);
        } catch (InvalidProtocolBufferException e) {
            throw new StartRefused(
                    Reason.DAMAGED,
                    "the log is damaged: %s holds no entry at offset %d: %s"
                            .formatted(file, entry.body(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
