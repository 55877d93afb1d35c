package io.stargazer.server.backup;

import io.stargazer.api.codec.Malformed;
import io.stargazer.core.ControlView;
import io.stargazer.server.backup.BackupRefused.Reason;
import io.stargazer.server.control.RowStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The whole state in one file. The layout is frozen, big-endian:
 *
 * <pre>
 *   i64 magic | i32 version | i64 bytes of the file | utf cluster | i64 revision | i64 state hash
 *   | i64 time of the state | i64 time of the backup | rows as in a snapshot | SHA-256 of all before
 * </pre>
 *
 * It holds what the log does: hashed secrets and public keys, but no password, no private key and
 * not the secret of the cluster.
 */
public final class BackupFile {

    static final int VERSION = 1;

    private static final long MAGIC = 0x5354_475a_424b_5550L; // STGZBKUP
    private static final int FIXED_BYTES = 8 + 4 + 8;
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 64 << 10;

    private BackupFile() {}

    /**
     * What a backup says of itself.
     *
     * @param cluster names the cluster that it is of
     * @param revision of the state
     * @param hash of the state at that revision
     * @param stateMs time of its last command, milliseconds since 1970
     * @param takenMs when the backup was made
     * @param bytes size of the file
     */
    public record Head(
            String cluster, long revision, long hash, long stateMs, long takenMs, long bytes) {}

    /** The head of a backup of this state: counts the bytes, which takes as long as writing. */
    static Head headOf(ControlView view, String cluster, long takenMs) throws IOException {
        Head unsized = new Head(cluster, view.revision(), view.hash(), view.timeMs(), takenMs, 0);
        Counted counted = new Counted();
        write(unsized, view, counted);
        return new Head(
                cluster, view.revision(), view.hash(), view.timeMs(), takenMs, counted.bytes);
    }

    /** Writes the file; the head must be that of the view. */
    static void write(Head head, ControlView view, OutputStream stream) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(stream, sha256());
        DataOutputStream out = new DataOutputStream(digested);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeLong(head.bytes);
        out.writeUTF(head.cluster);
        out.writeLong(head.revision);
        out.writeLong(head.hash);
        out.writeLong(head.stateMs);
        out.writeLong(head.takenMs);
        view.writeTo(RowStream.writer(out));
        out.flush();
        stream.write(digested.getMessageDigest().digest());
        stream.flush();
    }

    /**
     * Reads the file to its end and compares its checksum.
     *
     * @throws BackupRefused when it is not a whole backup that this version can read
     */
    public static Head check(Path file) throws IOException, BackupRefused {
        requireFile(file);
        long size = Files.size(file);
        try (DigestInputStream digested = new DigestInputStream(buffered(file), sha256());
                DataInputStream in = new DataInputStream(digested)) {
            Head head = readHead(file, size, in);
            readToDigest(in, size - DIGEST_BYTES - headBytes(head));
            byte[] expected = digested.getMessageDigest().digest();
            if (!MessageDigest.isEqual(in.readNBytes(DIGEST_BYTES), expected)) {
                throw damaged(file, "its checksum does not match");
            }
            return head;
        } catch (EOFException e) {
            throw damaged(file, "it ends after " + size + " bytes");
        }
    }

    /** Skipping would pass by the digest. */
    private static void readToDigest(DataInputStream in, long bytes) throws IOException {
        byte[] part = new byte[BUFFER_BYTES];
        for (long left = bytes; left > 0; ) {
            int length = (int) Math.min(left, part.length);
            in.readFully(part, 0, length);
            left -= length;
        }
    }

    /** The state in a file that {@link #check} has found whole. */
    static ControlView read(Path file) throws IOException, BackupRefused {
        try (DataInputStream in = new DataInputStream(buffered(file))) {
            Head head = readHead(file, Files.size(file), in);
            ControlView view = ControlView.readFrom(RowStream.reader(in));
            if (view.revision() != head.revision || view.hash() != head.hash) {
                throw damaged(file, "its state is not that of its head");
            }
            return view;
        } catch (Malformed e) {
            throw BackupRefused.newer(
                    "the backup %s is of another version: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Head readHead(Path file, long size, DataInputStream in)
            throws IOException, BackupRefused {
        if (size < FIXED_BYTES || in.readLong() != MAGIC) {
            throw new BackupRefused(Reason.FOREIGN, file + " is not a backup of Stargazer");
        }
        int version = in.readInt();
        if (version > VERSION) {
            throw new BackupRefused(
                    Reason.NEWER_VERSION,
                    "the backup %s has version %d, this program knows up to %d: use the newer program"
                            .formatted(file, version, VERSION));
        }
        long bytes = in.readLong();
        if (bytes != size) {
            throw damaged(file, "it has %d bytes of %d".formatted(size, bytes));
        }
        return new Head(
                in.readUTF(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), bytes);
    }

    private static long headBytes(Head head) {
        Counted counted = new Counted();
        try {
            new DataOutputStream(counted).writeUTF(head.cluster);
        } catch (IOException e) {
            throw new IllegalStateException("counting does not fail", e);
        }
        return FIXED_BYTES + counted.bytes + 4 * Long.BYTES;
    }

    private static void requireFile(Path file) throws BackupRefused {
        if (!Files.exists(file)) {
            throw new BackupRefused(Reason.MISSING, "there is no file " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new BackupRefused(Reason.FOREIGN, file + " is not a backup of Stargazer");
        }
    }

    private static InputStream buffered(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    private static BackupRefused damaged(Path file, String how) {
        return new BackupRefused(
                Reason.DAMAGED, "the backup %s is damaged: %s".formatted(file, how));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] part, int offset, int length) {
            bytes += length;
        }
    }
}
