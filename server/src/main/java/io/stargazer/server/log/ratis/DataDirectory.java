package io.stargazer.server.log.ratis;

import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.DirectoryLock;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The data directory, held exclusively by this process until {@link #close()}.
 *
 * <pre>
 *   DIR/lock        file lock of the owner, with its process id
 *   DIR/format      version of the layout, the id of the server, whether it joined others
 *   DIR/raft/       the library's log
 *   DIR/snapshots/  our snapshots
 * </pre>
 */
final class DataDirectory implements AutoCloseable {

    /** Raised when an older program could no longer read the directory. */
    static final int VERSION = 1;

    /** Counting reads the whole folder, and status is asked often. */
    private static final long SIZE_GOOD_NS = 500_000_000;

    private final Path root;
    private final FileChannel lockFile;
    private boolean founder;
    private long size;
    private long sizeNs;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory, and makes it when it is not there.
     *
     * @param founder whether a new directory is that of a server which begins a cluster of its own;
     *     an old one remembers
     */
    static DataDirectory open(Path directory, String self, boolean founder) throws StartRefused {
        Path root = directory.toAbsolutePath().normalize();
        make(root);
        DataDirectory opened = new DataDirectory(root, lock(root));
        try {
            opened.checkFormat(self, founder);
            Files.createDirectories(opened.raft());
            Files.createDirectories(opened.snapshots());
            return opened;
        } catch (IOException e) {
            opened.close();
            throw notWritable(root, e);
        } catch (StartRefused e) {
            opened.close();
            throw e;
        }
    }

    /** Puts something into a new directory. */
    interface Content {
        void fill(Path snapshots) throws IOException;
    }

    /**
     * Makes the directory of a server that begins with something: whole, or such that none starts
     * there.
     */
    static void create(Path directory, String self, Content content)
            throws IOException, StartRefused {
        Path root = directory.toAbsolutePath().normalize();
        make(root);
        try (DataDirectory fresh = new DataDirectory(root, lock(root))) {
            Files.createDirectory(fresh.raft()); // without the format it stops a server
            sync(root);
            Files.createDirectory(fresh.snapshots());
            content.fill(fresh.snapshots());
            fresh.writeFormat(root.resolve("format"), self, true);
        }
        Path parent = root.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    /** As the directory says; what cannot be read is a matter for {@link #open}. */
    static Optional<String> ownerOf(Path directory) {
        Path file = directory.resolve("format");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Properties format = new Properties();
            format.load(new StringReader(Files.readString(file)));
            return Optional.ofNullable(format.getProperty("server"));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Path root() {
        return root;
    }

    Path raft() {
        return root.resolve("raft");
    }

    Path snapshots() {
        return root.resolve("snapshots");
    }

    /** Size of everything in it, as of a moment ago: files come and go meanwhile. */
    synchronized long bytes() {
        long nowNs = System.nanoTime();
        if (sizeNs == 0 || nowNs - sizeNs > SIZE_GOOD_NS) {
            size = count();
            sizeNs = nowNs;
        }
        return size;
    }

    private long count() {
        long sum = 0;
        ArrayDeque<File> left = new ArrayDeque<>(List.of(root.toFile()));
        for (File next = left.poll(); next != null; next = left.poll()) {
            File[] children = next.listFiles();
            if (children == null) {
                sum += next.length(); // 0 for one that is gone
            } else {
                left.addAll(List.of(children));
            }
        }
        return sum;
    }

    /** Makes a new, renamed or deleted name in the folder durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + root + " cannot be released", e);
        }
    }

    private static void make(Path root) throws StartRefused {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new StartRefused(
                    Reason.NOT_USABLE, "the data directory " + root + " is not a directory");
        }
        if (Files.isDirectory(root)) {
            return;
        }
        try {
            Path parent = root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectory(
                        root,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(root);
            }
        } catch (IOException e) {
            throw new StartRefused(
                    Reason.NOT_USABLE,
                    "the data directory " + root + " cannot be created: " + e,
                    e);
        }
    }

    private static FileChannel lock(Path root) throws StartRefused {
        try {
            return DirectoryLock.forWriting(root);
        } catch (IOException e) {
            throw notWritable(root, e);
        }
    }

    private void checkFormat(String self, boolean newFounder) throws IOException, StartRefused {
        Path file = root.resolve("format");
        if (!Files.exists(file)) {
            if (Files.exists(raft())) {
                throw new StartRefused(
                        Reason.DAMAGED, file + " is missing although the directory holds a log");
            }
            writeFormat(file, self, newFounder);
            founder = newFounder;
            return;
        }
        Properties format = readFormat(root);
        String owner = format.getProperty("server", "");
        if (!owner.equals(self)) {
            throw new StartRefused(
                    Reason.FOREIGN,
                    "the data directory %s belongs to server '%s', not to '%s'"
                            .formatted(root, owner, self));
        }
        founder = !"true".equals(format.getProperty("joined"));
    }

    /** What the directory says of itself, when this version can read it. */
    static Properties readFormat(Path root) throws IOException, StartRefused {
        Path file = root.resolve("format");
        Properties format = new Properties();
        format.load(new StringReader(Files.readString(file)));
        int version = version(file, format.getProperty("version", ""));
        if (version > VERSION) {
            throw new StartRefused(
                    Reason.NEWER_VERSION,
                    "the data directory %s has format %d, this program knows up to %d: use the newer program"
                            .formatted(root, version, VERSION));
        }
        return format;
    }

    /** Whether this server may lead before anybody has taken it into a cluster. */
    boolean founder() {
        return founder;
    }

    private static int version(Path file, String text) throws StartRefused {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new StartRefused(
                    Reason.DAMAGED, file + " is damaged: its version is '" + text + "'", e);
        }
    }

    private void writeFormat(Path file, String self, boolean isFounder) throws IOException {
        Path fresh = root.resolve("format.tmp");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            String joined = isFounder ? "" : "joined=true\n";
            channel.write(utf8("version=" + VERSION + "\nserver=" + self + "\n" + joined));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        sync(root);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static StartRefused notWritable(Path root, IOException e) {
        return new StartRefused(
                Reason.NOT_USABLE, "the data directory " + root + " cannot be written: " + e, e);
    }
}
