package io.stargazer.rpc.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file by which two processes find the same memory. Only its maker's user can open it, its name
 * cannot be guessed, and it has no name any more as soon as both have mapped it: when the processes
 * end, however they end, nothing is left.
 */
final class RingFile {

    private static final Pattern NAME = Pattern.compile("stargazer-[0-9a-f]{32}\\.ring");
    private static final Duration STALE = Duration.ofMinutes(1);
    private static final int STEP_BYTES = 64 << 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RingFile() {}

    /**
     * Makes a file and maps it. Blocks for as long as writing takes: every byte is written, because
     * memory that turns out not to exist when it is first touched ends the process.
     *
     * @throws IOException there is no room, or no such folder
     * @throws UnsupportedOperationException the folder cannot keep other users out
     */
    static RingOffer make(FastPath settings) throws IOException {
        sweep(settings.folder());
        String name = "stargazer-" + HexFormat.of().formatHex(random(16)) + ".ring";
        Path path = settings.folder().resolve(name);
        Set<OpenOption> options =
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        var onlyUs = PosixFilePermissions.fromString("rw-------");
        FileChannel file =
                FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(onlyUs));
        try {
            fill(file, RingMemory.fileBytes(settings.ringBytes()));
            byte[] nonce = random(RingMemory.NONCE_BYTES);
            return new RingOffer(path, RingMemory.initialize(file, settings.ringBytes(), nonce));
        } catch (IOException | RuntimeException failed) {
            file.close();
            Files.deleteIfExists(path);
            throw failed;
        }
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static void fill(FileChannel file, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(STEP_BYTES);
        for (long left = bytes; left > 0; left -= zeros.position()) {
            zeros.clear().limit((int) Math.min(left, STEP_BYTES));
            while (zeros.hasRemaining()) {
                file.write(zeros);
            }
        }
    }

    /** Takes away what makers left behind that were killed before anybody came for their file. */
    private static void sweep(Path folder) throws IOException {
        Instant stale = Instant.now().minus(STALE);
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, file -> isOurs(file, folder))) {
            for (Path file : files) {
                if (Files.isWritable(file) && changed(file).isBefore(stale)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static Instant changed(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException gone) {
            return Instant.MAX;
        }
    }

    private static boolean isOurs(Path file, Path folder) {
        return folder.equals(file.getParent())
                && NAME.matcher(file.getFileName().toString()).matches();
    }

    /**
     * Maps a file that somebody else has made. A path that leads anywhere but to such a file is not
     * followed: opening some files does something.
     */
    static RingMemory open(Path path, Path folder) throws IOException {
        if (!isOurs(path, folder)
                || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(ourselves())) {
            throw new RingViolation(path + " is no file for rings of ours");
        }
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try {
            return RingMemory.map(file);
        } catch (IOException | RuntimeException failed) {
            file.close();
            throw failed;
        }
    }

    private static UserPrincipal ourselves() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process)
                ? Files.getOwner(process)
                : process.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name"));
    }
}
