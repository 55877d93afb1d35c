package io.stargazer.server.log.file;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
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
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * One snapshot as bytes. The layout is frozen:
 *
 * <pre>
 *   i64 magic | i32 version | i64 index | i64 term | body ... | i32 CRC32C of all before
 * </pre>
 */
public final class SnapshotFile {

    private static final long MAGIC = 0x5354_475a_534e_4150L; // STGZSNAP
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 8 + 4 + 8 + 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int BUFFER_BYTES = 64 << 10;

    private SnapshotFile() {}

    /** Writes a file; its bytes are on the disk when this returns, its name may not be. */
    public static void write(Path file, long index, long term, LogMachine.View view)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
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
    }

    /** The body; the caller closes it. */
    public static InputStream body(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            in.skipNBytes(HEADER_BYTES);
            return new Bounded(in, Files.size(file) - HEADER_BYTES - CHECKSUM_BYTES);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Reads the whole file and compares its checksum.
     *
     * @return the term of its last entry
     */
    public static long verify(Path file, long expectedIndex) throws IOException, StartRefused {
        long size = Files.size(file);
        if (size < HEADER_BYTES + CHECKSUM_BYTES) {
            throw damaged(file, "it has only " + size + " bytes");
        }
        try (CheckedInputStream checked =
                        new CheckedInputStream(
                                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES),
                                new CRC32C());
                DataInputStream in = new DataInputStream(checked)) {
            long magic = in.readLong();
            int version = in.readInt();
            long index = in.readLong();
            long term = in.readLong();
            in.skipNBytes(size - HEADER_BYTES - CHECKSUM_BYTES);
            int expected = (int) checked.getChecksum().getValue();
            if (in.readInt() != expected || magic != MAGIC || index != expectedIndex) {
                throw damaged(file, "its checksum does not match");
            }
            if (version > VERSION) {
                throw new StartRefused(
                        Reason.NEWER_VERSION,
                        "the snapshot %s has version %d, this program knows up to %d"
                                .formatted(file, version, VERSION));
            }
            return term;
        }
    }

    private static StartRefused damaged(Path file, String how) {
        return new StartRefused(
                Reason.DAMAGED, "the snapshot %s is damaged: %s".formatted(file, how));
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
