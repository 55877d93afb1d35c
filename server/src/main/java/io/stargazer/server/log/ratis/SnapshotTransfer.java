package io.stargazer.server.log.ratis;

import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way to a server that cannot be helped by entries: the file as it is, in parts,
 * each asked for when the one before has been written. Whoever serves remembers nothing.
 *
 * <pre>
 *   request  i64 index, -1 for the newest | i64 offset
 *   answer   i64 index, -1 when it is not there | i64 size of the file | bytes
 * </pre>
 */
final class SnapshotTransfer {

    static final int PART_BYTES = 256 * 1024;

    private static final long NEWEST = -1;
    private static final int HEAD_BYTES = 2 * Long.BYTES;

    private final SnapshotFiles files;

    SnapshotTransfer(SnapshotFiles files) {
        this.files = files;
    }

    /** The part that is asked for. */
    byte[] serve(byte[] request) throws IOException {
        ByteBuffer asked = ByteBuffer.wrap(request);
        if (asked.remaining() != HEAD_BYTES) {
            throw new IOException("a request for a snapshot has 16 bytes, not " + request.length);
        }
        long index = asked.getLong();
        long offset = asked.getLong();
        Snapshot snapshot = index == NEWEST ? files.newest() : files.kept(index);
        if (snapshot == null) {
            return ByteBuffer.allocate(HEAD_BYTES).putLong(-1).putLong(0).array();
        }
        try (FileChannel file = FileChannel.open(snapshot.file(), StandardOpenOption.READ)) {
            long size = file.size();
            if (offset < 0 || offset > size) {
                throw new IOException("the snapshot has " + size + " bytes, not " + offset);
            }
            int length = (int) Math.min(PART_BYTES, size - offset);
            ByteBuffer answer = ByteBuffer.allocate(HEAD_BYTES + length);
            answer.putLong(snapshot.index()).putLong(size);
            while (answer.hasRemaining()) {
                if (file.read(answer, offset + answer.position() - HEAD_BYTES) < 0) {
                    throw new IOException("the snapshot " + snapshot.file() + " became shorter");
                }
            }
            return answer.array();
        }
    }

    /**
     * Fetches the newest snapshot of another server; it is whole and durable when this returns.
     *
     * @return null when the other has none
     * @throws IOException when it could not be fetched, or not be written; asking again is safe
     */
    @Nullable Snapshot fetch(PeerTransport transport, String peer) throws IOException {
        Path fresh = files.incoming();
        try (FileChannel file =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long index = NEWEST;
            long size = Long.MAX_VALUE;
            for (long offset = 0; offset < size; ) {
                byte[] request =
                        ByteBuffer.allocate(HEAD_BYTES).putLong(index).putLong(offset).array();
                ByteBuffer part = ByteBuffer.wrap(transport.call(peer, PeerCall.SNAPSHOT, request));
                index = part.getLong();
                size = part.getLong();
                if (index < 0) {
                    if (offset == 0) {
                        return null;
                    }
                    throw new IOException("a newer snapshot has replaced the one being fetched");
                }
                if (!part.hasRemaining()) {
                    throw new IOException("the snapshot ends before its end");
                }
                offset += part.remaining();
                while (part.hasRemaining()) {
                    file.write(part);
                }
            }
            file.force(true);
            return files.adopt(fresh, index);
        } finally {
            Files.deleteIfExists(fresh); // what is not adopted by now is of no use
        }
    }
}
