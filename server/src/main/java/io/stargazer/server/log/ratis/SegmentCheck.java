package io.stargazer.server.log.ratis;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every segment of the library's log before the library does, because it is too lenient in
 * one place (a closed segment that ends early is accepted with a warning) and too strict in another
 * (a torn entry in a preallocated file stops it).
 *
 * <pre>
 *   log_0-99  log_100-180  log_inprogress_181
 *   "RaftLog1" | entry* | zeros              entry = varint length, protobuf, i32 CRC32C of both
 * </pre>
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
    private static final byte[] MAGIC = "RaftLog1".getBytes(StandardCharsets.UTF_8);
    private static final int CHECKSUM_BYTES = 4;
    private static final Pattern NAME =
            Pattern.compile("log_(?:(\\d+)-(\\d+)|inprogress_(\\d+)(?:\\..*)?)");

    /** Entries {@code first} to {@code last} are whole; empty when {@code last < first}. */
    record Extent(long first, long last, long lastTerm) {
        static final Extent NONE = new Extent(0, -1, 0);

        boolean isEmpty() {
            return last < first;
        }
    }

    private record Segment(Path file, long first, long last, boolean open) {}

    private record Entry(long index, long term, int end) {}

    private final Path folder;
    private final int maxRecordBytes;

    private SegmentCheck(Path folder, int maxRecordBytes) {
        this.folder = folder;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Checks the log in the library's {@code current} folder and cuts a torn tail.
     *
     * @param maxRecordBytes no entry of the log is larger
     */
    static Extent check(Path folder, int maxRecordBytes) throws IOException, StartRefused {
        if (!Files.isDirectory(folder)) {
            return Extent.NONE;
        }
        SegmentCheck check = new SegmentCheck(folder, maxRecordBytes);
        Extent log = check.segments();
        check.metadata(log);
        return log;
    }

    /** Deletes the segments: a snapshot holds all that they did, and more. */
    static void discard(Path folder) throws IOException {
        for (Segment segment : list(folder)) {
            LOG.warn("{} ends before the snapshot begins and is deleted", segment.file);
            Files.delete(segment.file);
        }
        DataDirectory.sync(folder);
    }

    private Extent segments() throws IOException, StartRefused {
        List<Segment> segments = list(folder);
        if (segments.isEmpty()) {
            return Extent.NONE;
        }
        long first = segments.getFirst().first;
        Extent log = new Extent(first, first - 1, 0);
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            if (segment.first != log.last + 1) {
                throw damaged(
                        "entries %d to %d are missing before %s"
                                .formatted(log.last + 1, segment.first - 1, segment.file));
            }
            if (segment.open && !last) {
                throw damaged("%s is unfinished but not the last".formatted(segment.file));
            }
            log = verify(segment, log);
        }
        return log;
    }

    private Extent verify(Segment segment, Extent before) throws IOException, StartRefused {
        byte[] bytes = Files.readAllBytes(segment.file);
        boolean headed =
                bytes.length >= MAGIC.length
                        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        int offset = headed ? MAGIC.length : 0;
        Extent log = before;
        while (headed) {
            Entry entry = read(bytes, offset, 0, Long.MAX_VALUE);
            if (entry == null || (!segment.open && log.last == segment.last)) {
                break;
            }
            if (entry.index != log.last + 1 || entry.term < log.lastTerm) {
                throw damaged(
                        "%s holds entry %d (term %d) at offset %d, where %d belongs"
                                .formatted(
                                        segment.file,
                                        entry.index,
                                        entry.term,
                                        offset,
                                        log.last + 1));
            }
            log = new Extent(log.first, entry.index, entry.term);
            offset = entry.end;
        }
        if (!segment.open && log.last != segment.last) {
            throw damaged(
                    "%s is damaged at offset %d: entry %d is not readable"
                            .formatted(segment.file, offset, log.last + 1));
        }
        if (!isZero(bytes, offset)) {
            tail(segment, bytes, offset, log);
        }
        return log;
    }

    /** The bytes from {@code offset} are no entry and not the zeros of preallocated space. */
    private void tail(Segment segment, byte[] bytes, int offset, Extent log)
            throws IOException, StartRefused {
        if (!segment.open) {
            throw damaged(
                    "%s has unknown bytes after its last entry, at offset %d"
                            .formatted(segment.file, offset));
        }
        if (hasEntryAfter(bytes, offset, log)) {
            throw damaged(
                    "%s is damaged at offset %d: entry %d is not readable, whole ones follow"
                            .formatted(segment.file, offset, log.last + 1));
        }
        LOG.warn(
                "{} ends in a torn entry (never acknowledged): cut at offset {}, after entry {}",
                segment.file,
                offset,
                log.last);
        try (FileChannel channel = FileChannel.open(segment.file, StandardOpenOption.WRITE)) {
            channel.truncate(offset);
            channel.force(true);
        }
    }

    private boolean hasEntryAfter(byte[] bytes, int offset, Extent log) {
        for (int at = offset; at < bytes.length; at++) {
            Entry entry = read(bytes, at, log.last + 1, log.last + bytes.length);
            if (entry != null && entry.term >= log.lastTerm) {
                return true;
            }
        }
        return false;
    }

    /** The entry from min to max that begins at {@code offset}; null when no whole one does. */
    private @Nullable Entry read(byte[] bytes, int offset, long min, long max) {
        Cursor in = new Cursor(bytes, offset);
        long length = in.varint();
        if (length <= 0 || length > maxRecordBytes) {
            return null;
        }
        int body = in.at;
        long end = body + length;
        if (end + CHECKSUM_BYTES > bytes.length) {
            return null;
        }
        // The two numbers come first, and are cheap to rule out; the checksum is not.
        long term = in.field(1);
        long index = in.field(2);
        if (in.broken || in.at > end || index < min || index > max) {
            return null;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, (int) end - offset);
        in.at = (int) end;
        return in.int32() == (int) checksum.getValue() ? new Entry(index, term, in.at) : null;
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

    private static List<Segment> list(Path folder) throws IOException {
        List<Segment> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (!name.matches()) {
                    continue;
                }
                if (name.group(3) == null) {
                    long first = Long.parseLong(name.group(1));
                    segments.add(new Segment(file, first, Long.parseLong(name.group(2)), false));
                } else {
                    segments.add(
                            new Segment(file, Long.parseLong(name.group(3)), Long.MAX_VALUE, true));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        return segments;
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

    /** Just enough protobuf. */
    private static final class Cursor {
        private final byte[] bytes;
        int at;
        boolean broken;

        Cursor(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            broken = true;
            return -1;
        }

        /** A number by its field; absent means 0, and the fields are in order. */
        long field(int number) {
            if (at < bytes.length && bytes[at] == number << 3) {
                at++;
                return varint();
            }
            return 0;
        }

        int int32() {
            int value = 0;
            for (int i = 0; i < CHECKSUM_BYTES; i++) {
                value = value << 8 | (bytes[at++] & 0xff);
            }
            return value;
        }
    }
}
