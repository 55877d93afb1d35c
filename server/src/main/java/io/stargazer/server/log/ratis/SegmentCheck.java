package io.stargazer.server.log.ratis;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.SegmentFile;
import io.stargazer.server.log.file.SegmentFile.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Properties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every segment of the library's log before the library does, because it is too lenient in
 * one place (a closed segment that ends early is accepted with a warning) and too strict in another
 * (a torn entry in a preallocated file stops it).
 *
 * <ul>
 *   <li>A torn tail - bytes that are no entry, in the last, open segment, with no whole entry after
 *       them - was never acknowledged: it is cut, and said.
 *   <li>Anything else - a broken entry with whole ones after it, in a closed segment, a gap between
 *       or within segments, broken metadata - may have lost acknowledged entries: the start is
 *       refused.
 * </ul>
 */
final class SegmentCheck {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentCheck.class);

    /** Entries {@code first} to {@code last} are whole; empty when {@code last < first}. */
    record Extent(long first, long last, long lastTerm) {
        static final Extent NONE = new Extent(0, -1, 0);

        boolean isEmpty() {
            return last < first;
        }
    }

    /** Sees the log as it is checked, from its first entry to the first damage. */
    interface Reader {

        /** The whole entries of a segment follow. */
        default void segment(SegmentFile segment, byte[] bytes) {}

        default void entry(Entry entry, byte[] bytes) throws IOException, StartRefused {}

        /** The segment, the last one, has bytes that are no entry from {@code offset} on. */
        void torn(SegmentFile segment, byte[] bytes, int offset) throws IOException;
    }

    private final Path folder;
    private final int maxRecordBytes;
    private final Reader reader;

    private SegmentCheck(Path folder, int maxRecordBytes, Reader reader) {
        this.folder = folder;
        this.maxRecordBytes = maxRecordBytes;
        this.reader = reader;
    }

    /**
     * Checks the log in the library's {@code current} folder and cuts a torn tail.
     *
     * @param maxRecordBytes no entry of the log is larger
     */
    static Extent check(Path folder, int maxRecordBytes) throws IOException, StartRefused {
        return read(folder, maxRecordBytes, SegmentCheck::cut);
    }

    /** Checks the log and changes nothing; the reader sees what there is. */
    static Extent read(Path folder, int maxRecordBytes, Reader reader)
            throws IOException, StartRefused {
        if (!Files.isDirectory(folder)) {
            return Extent.NONE;
        }
        SegmentCheck check = new SegmentCheck(folder, maxRecordBytes, reader);
        Extent log = check.segments();
        check.metadata(log);
        return log;
    }

    /** Deletes the segments: a snapshot holds all that they did, and more. */
    static void discard(Path folder) throws IOException {
        for (SegmentFile segment : SegmentFile.list(folder)) {
            LOG.warn("{} ends before the snapshot begins and is deleted", segment.file());
            Files.delete(segment.file());
        }
        DataDirectory.sync(folder);
    }

    private Extent segments() throws IOException, StartRefused {
        List<SegmentFile> segments = SegmentFile.list(folder);
        if (segments.isEmpty()) {
            return Extent.NONE;
        }
        long first = segments.getFirst().first();
        Extent log = new Extent(first, first - 1, 0);
        for (int i = 0; i < segments.size(); i++) {
            SegmentFile segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (segment.first() != log.last + 1) {
                throw damaged(
                        "entries %d to %d are missing before %s"
                                .formatted(log.last + 1, segment.first() - 1, segment.file()));
            }
            if (segment.isOpen() && !last) {
                throw damaged("%s is unfinished but not the last".formatted(segment.file()));
            }
            log = verify(segment, log);
        }
        return log;
    }

    private Extent verify(SegmentFile segment, Extent before) throws IOException, StartRefused {
        byte[] bytes = Files.readAllBytes(segment.file());
        int offset = SegmentFile.start(bytes);
        boolean headed = offset > 0;
        reader.segment(segment, bytes);
        Extent log = before;
        while (headed) {
            Entry entry = SegmentFile.read(bytes, offset, maxRecordBytes, 0, Long.MAX_VALUE);
            if (entry == null || (!segment.isOpen() && log.last == segment.last())) {
                break;
            }
            if (entry.index() != log.last + 1 || entry.term() < log.lastTerm) {
                throw damaged(
                        "%s holds entry %d (term %d) at offset %d, where %d belongs"
                                .formatted(
                                        segment.file(),
                                        entry.index(),
                                        entry.term(),
                                        offset,
                                        log.last + 1));
            }
            reader.entry(entry, bytes);
            log = new Extent(log.first, entry.index(), entry.term());
            offset = entry.end();
        }
        if (!segment.isOpen() && log.last != segment.last()) {
            throw damaged(
                    "%s is damaged at offset %d: entry %d is not readable"
                            .formatted(segment.file(), offset, log.last + 1));
        }
        if (!isZero(bytes, offset)) {
            tail(segment, bytes, offset, log);
        }
        return log;
    }

    /** The bytes from {@code offset} are no entry and not the zeros of preallocated space. */
    private void tail(SegmentFile segment, byte[] bytes, int offset, Extent log)
            throws IOException, StartRefused {
        if (!segment.isOpen()) {
            throw damaged(
                    "%s has unknown bytes after its last entry, at offset %d"
                            .formatted(segment.file(), offset));
        }
        if (hasEntryAfter(bytes, offset, log)) {
            throw damaged(
                    "%s is damaged at offset %d: entry %d is not readable, whole ones follow"
                            .formatted(segment.file(), offset, log.last + 1));
        }
        reader.torn(segment, bytes, offset);
    }

    private static void cut(SegmentFile segment, byte[] bytes, int offset) throws IOException {
        LOG.warn(
                "{} ends in a torn entry (never acknowledged): cut at offset {}",
                segment.file(),
                offset);
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            channel.force(true);
        }
    }

    private boolean hasEntryAfter(byte[] bytes, int offset, Extent log) {
        for (int at = offset; at < bytes.length; at++) {
            Entry entry =
                    SegmentFile.read(
                            bytes, at, maxRecordBytes, log.last + 1, log.last + bytes.length);
            if (entry != null && entry.term() >= log.lastTerm) {
                return true;
            }
        }
        return false;
    }

    private void metadata(Extent log) throws IOException, StartRefused {
        Path meta = folder.resolve("raft-meta");
        Path conf = folder.resolve("raft-meta.conf");
        if (Files.exists(meta)) {
            checkMeta(meta, log);
        } else if (!log.isEmpty() || Files.exists(conf)) {
            throw damaged("%s is missing although there is a log".formatted(meta));
        }
        if (Files.exists(conf)) {
            checkConfiguration(conf);
        }
    }

    private static void checkMeta(Path meta, Extent log) throws IOException, StartRefused {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(meta)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw damaged("%s is damaged: %s".formatted(meta, e.getMessage()));
        }
        String term = properties.getProperty("term", "");
        if (!term.matches("\\d{1,18}") || properties.getProperty("votedFor") == null) {
            throw damaged("%s is damaged: it lacks the term or the vote".formatted(meta));
        }
        if (Long.parseLong(term) < log.lastTerm) {
            throw damaged(
                    "%s is damaged: its term %s is before the log's %d"
                            .formatted(meta, term, log.lastTerm));
        }
    }

    private static void checkConfiguration(Path conf) throws IOException, StartRefused {
        try (InputStream in = Files.newInputStream(conf)) {
            if (LogEntryProto.parseFrom(in).hasConfigurationEntry()) {
                return;
            }
        } catch (InvalidProtocolBufferException e) {
            throw damaged("%s is damaged: %s".formatted(conf, e.getMessage()));
        }
        throw damaged("%s is damaged: it holds no list of voters".formatted(conf));
    }

    private static boolean isZero(byte[] bytes, int offset) {
        for (int i = offset; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static StartRefused damaged(String what) {
        return new StartRefused(Reason.DAMAGED, "the log is damaged: " + what);
    }
}
