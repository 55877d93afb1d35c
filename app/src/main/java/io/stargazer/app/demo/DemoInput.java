package io.stargazer.app.demo;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.app.demo.TextStatistics.Text;
import io.stargazer.app.terminal.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts that the demo counts: a folder, or the inside of a zip file. */
final class DemoInput implements AutoCloseable {

    /** Larger texts are left out: they would not fit into one call. */
    private static final long MAX_BYTES = 2 << 20;

    private final Path source;
    private final @Nullable FileSystem zip;
    private final List<Path> files;

    private DemoInput(Path source, @Nullable FileSystem zip) throws IOException {
        this.source = source.toAbsolutePath();
        this.zip = zip;
        Path root = zip == null ? source : zip.getPath("/");
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(DemoInput::isText).sorted().toList();
        }
    }

    /**
     * Opens what the user named or, without that, the JDK's own sources.
     *
     * @throws Rejected {@code demo.no-input} when there is nothing to count
     */
    static DemoInput open(@Nullable Path chosen, Messages messages) throws IOException {
        Path path =
                chosen != null ? chosen : Path.of(System.getProperty("java.home"), "lib/src.zip");
        if (!Files.exists(path)) {
            throw nothing(
                    messages.text(
                            chosen != null ? "error.demo.no-such-input" : "error.demo.no-sources",
                            path));
        }
        DemoInput input = open(path);
        if (input.size() == 0) {
            input.close();
            throw nothing(messages.text("error.demo.empty-input", path));
        }
        return input;
    }

    /** Opens what is known to be there. */
    static DemoInput open(Path path) throws IOException {
        FileSystem zip = Files.isDirectory(path) ? null : FileSystems.newFileSystem(path);
        return new DemoInput(path, zip);
    }

    /** The folder or zip file. */
    Path source() {
        return source;
    }

    int size() {
        return files.size();
    }

    Text read(int index) throws IOException {
        Path file = files.get(index);
        String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return new Text(file.toString(), content);
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }

    private static boolean isText(Path file) {
        try {
            return Files.isRegularFile(file)
                    && file.toString().endsWith(".java")
                    && Files.size(file) <= MAX_BYTES;
        } catch (IOException unreadable) {
            return false; // it vanished meanwhile, or is not ours to read
        }
    }

    private static Rejected nothing(String sentence) {
        return new Rejected(Status.NOT_FOUND, "demo.no-input", sentence);
    }
}
