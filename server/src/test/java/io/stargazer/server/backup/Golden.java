package io.stargazer.server.backup;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The recorded data directories of releases. */
final class Golden {

    private Golden() {}

    static List<String> releases() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".hash"))
                    .map(name -> name.replace(".hash", ""))
                    .sorted()
                    .toList();
        }
    }

    /** The state hash that a release ended with. */
    static long hashOf(String release) throws IOException {
        String hash = Files.readString(folder().resolve(release + ".hash")).strip();
        return Long.parseUnsignedLong(hash, 16);
    }

    /** A copy, to be read, changed or run. */
    static Path copy(String release, Path to) throws IOException {
        Path from = folder().resolve(release);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    static Path segment(Path directory) throws IOException {
        return find(directory.resolve("raft"), "log_");
    }

    /** The newest. */
    static Path snapshot(Path directory) throws IOException {
        return find(directory.resolve("snapshots"), "snapshot-");
    }

    private static Path find(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Golden.class.getResource("/golden")).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
