package io.stargazer.app.sdk.task;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A real side effect, seen by all processes: a file for each task, to which an attempt may add its
 * fence only if that is greater than those before (TK-4). Thread-safe, between processes too.
 */
final class Ledger {

    private static final Object ONE_AT_A_TIME = new Object();

    private final Path folder;

    Ledger(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * Adds the fence of an attempt.
     *
     * @return false, and nothing added, when a later attempt was here before
     */
    boolean append(int number, long fence) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel lock = open("lock-" + number);
                    FileLock held = lock.lock()) {
                List<Long> before = fences(number);
                boolean isFirst = before.isEmpty() || before.getLast() < fence;
                add(held.isValid() && isFirst ? fileOf(number) : refused(), fence);
                return isFirst;
            }
        }
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(
                folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void add(Path file, long fence) throws IOException {
        Files.writeString(
                file,
                fence + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** The fences of the attempts whose effect counts, in the order of their coming. */
    List<Long> fences(int number) throws IOException {
        return read(fileOf(number));
    }

    /** The fences that came too late. */
    List<Long> refusals() throws IOException {
        return read(refused());
    }

    private static List<Long> read(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                : List.of();
    }

    private Path fileOf(int number) {
        return folder.resolve("task-" + number);
    }

    private Path refused() {
        return folder.resolve("refused");
    }
}
