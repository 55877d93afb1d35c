package io.stargazer.server.log.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One segment of the library's log.
 *
 * <pre>
 *   log_0-99  log_100-180  log_inprogress_181
 *   "RaftLog1" | entry* | zeros              entry = varint length, protobuf, i32 CRC32C of both
 * </pre>
 *
 * @param file where it is
 * @param first index of its first entry, as its name says
 * @param last index of its last entry, as its name says; {@link Long#MAX_VALUE} while it is open
 * @param isOpen whether it is still written to
 */
public record SegmentFile(Path file, long first, long last, boolean isOpen) {

    private static final byte[] MAGIC = "RaftLog1".getBytes(StandardCharsets.UTF_8);
    private static final int CHECKSUM_BYTES = 4;
    private static final Pattern NAME =
            Pattern.compile("log_(?:(\\d+)-(\\d+)|inprogress_(\\d+)(?:\\..*)?)");

    /**
     * A whole entry among the bytes of a segment.
     *
     * @param body where its protobuf begins
     * @param bodyBytes how long that is
     * @param end where the next one begins
     */
    public record Entry(long index, long term, int body, int bodyBytes, int end) {}

    /** The segments in the library's folder, oldest first. */
    public static List<SegmentFile> list(Path folder) throws IOException {
        List<SegmentFile> segments = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (!name.matches()) {
                    continue;
                }
                if (name.group(3) == null) {
                    long first = Long.parseLong(name.group(1));
                    segments.add(
                            new SegmentFile(file, first, Long.parseLong(name.group(2)), false));
                } else {
                    long first = Long.parseLong(name.group(3));
                    segments.add(new SegmentFile(file, first, Long.MAX_VALUE, true));
                }
            }
        }
        segments.sort(Comparator.comparingLong(SegmentFile::first));
        return segments;
    }

    /** Where the first entry begins; 0 when there is no whole head. */
    public static int start(byte[] bytes) {
        boolean headed =
                bytes.length >= MAGIC.length
                        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        return headed ? MAGIC.length : 0;
    }

    /**
     * The entry with an index from min to max that begins at {@code offset}; null when no whole one
     * does.
     *
     * @param maxBytes no entry is larger
     */
    public static @Nullable Entry read(byte[] bytes, int offset, int maxBytes, long min, long max) {
        Cursor in = new Cursor(bytes, offset);
        long length = in.varint();
        if (length <= 0 || length > maxBytes) {
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
        return in.int32() == (int) checksum.getValue()
                ? new Entry(index, term, body, (int) length, in.at)
                : null;
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
