package io.stargazer.bench.log.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A fresh folder of the local disk, deleted with all that is in it. */
public record Folder(Path path) implements AutoCloseable {

    public static Folder create() throws IOException {
        return new Folder(Files.createTempDirectory("stargazer-bench"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
