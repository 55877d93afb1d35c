package io.stargazer.sdk;

import io.stargazer.api.Rejected;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Malformed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last known values on disk, one file each: a checksum, then the record (RG-7). Only the user
 * of this process may read them. Several processes may share a folder: each file is one of theirs,
 * whole. A cache may fail: an unwritable folder or a damaged file is said once in the log and the
 * application goes on without.
 */
final class DiskCache {

    private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);

    private final Path directory;
    private boolean complained;

    DiskCache(Path directory) {
        this.directory = directory;
    }

    /** Replaces a value, whole or not at all. */
    synchronized <T> void write(String name, Codec<T> codec, T value) {
        byte[] body = codec.encode(value);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + body.length);
        file.putLong(checksum(body)).put(body);
        Path target = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            Path fresh = Files.createTempFile(directory, name, ".new"); // for our eyes only
            try {
                Files.write(fresh, file.array());
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            complained = false;
        } catch (IOException e) {
            complain("cannot keep {}: {}", target, e);
        }
    }

    /** Forgets a value. */
    synchronized void delete(String name) {
        Path target = directory.resolve(name);
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            complain("cannot delete {}: {}", target, e);
        }
    }

    private void complain(String sentence, Path file, IOException why) {
        if (!complained) {
            complained = true;
            LOG.warn(sentence, file, why.toString());
        }
    }

    /** The value as it was last written; empty if there is none that can be trusted. */
    <T> Optional<T> read(String name, Codec<T> codec) {
        Path file = directory.resolve(name);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            if (bytes.remaining() < Long.BYTES) {
                throw new Malformed("it is too short");
            }
            long expected = bytes.getLong();
            byte[] body = new byte[bytes.remaining()];
            bytes.get(body);
            if (checksum(body) != expected) {
                throw new Malformed("its checksum is wrong");
            }
            return Optional.of(codec.decode(body));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | Malformed | Rejected e) {
            LOG.warn("ignoring {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static long checksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return crc.getValue();
    }
}
