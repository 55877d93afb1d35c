package io.stargazer.server.log.ratis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of its own; needs root, else the test is skipped and says why. */
public record Tmpfs(Path path) implements AutoCloseable {

    public static Tmpfs mount(Path at, String options) throws IOException {
        Files.createDirectories(at);
        String said = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
        if (!said.isEmpty()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IOException("no tmpfs can be mounted here: " + said);
            }
            System.out.println("skipped, no tmpfs can be mounted here: " + said);
        }
        assumeTrue(said.isEmpty(), said);
        return new Tmpfs(at);
    }

    @Override
    public void close() throws IOException {
        String said = run("umount", path.toString());
        if (!said.isEmpty()) {
            throw new IOException(said);
        }
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = process.onExit().join().exitValue();
        return exit == 0 ? "" : said + " (exit " + exit + ")";
    }
}
