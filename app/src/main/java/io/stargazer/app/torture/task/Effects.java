package io.stargazer.app.torture.task;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tasks have really done: lines {@code NUMBER FENCE} in a file for each thousand tasks. A
 * fence is only added when it is greater than those before of the same task (TK-4); one that comes
 * too late is noted beside. Thread-safe, between processes too.
 */
public final class Effects {

    static final int TASKS_OF_FILE = 1_000;

    private final Path folder;

    public Effects(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /**
     * Adds the effect of an attempt; blocks.
     *
     * @return false, and nothing added, when a later attempt was here before
     */
    public synchronized boolean add(int number, long fence) throws IOException {
        Path file = fileOf(number);
        try (FileChannel lock = open(Path.of(file + ".lock"));
                FileLock held = lock.lock()) {
            List<Long> before = read(file).getOrDefault(number, List.of());
            boolean counts = held.isValid() && (before.isEmpty() || before.getLast() < fence);
            append(counts ? file : refused(), number + " " + fence + "\n");
            return counts;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(
                file,
                line,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** The fences of the tasks from this number on, a thousand at most, in the order they came. */
    Map<Integer, List<Long>> thousandFrom(int first) throws IOException {
        return read(fileOf(first));
    }

    /** The first numbers of all thousands up to a number. */
    static List<Integer> thousands(int last) {
        List<Integer> firsts = new ArrayList<>();
        for (int first = 0; first <= last; first += TASKS_OF_FILE) {
            firsts.add(first);
        }
        return firsts;
    }

    /** How many came too late. */
    int refusals() throws IOException {
        int count = 0;
        for (List<Long> fences : read(refused()).values()) {
            count += fences.size();
        }
        return count;
    }

    private static Map<Integer, List<Long>> read(Path file) throws IOException {
        Map<Integer, List<Long>> fences = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                fences.computeIfAbsent(
                                Integer.valueOf(line.substring(0, space)), _ -> new ArrayList<>())
                        .add(Long.valueOf(line.substring(space + 1)));
            }
        }
        return fences;
    }

    private Path fileOf(int number) {
        return folder.resolve("effects-" + number / TASKS_OF_FILE);
    }

    private Path refused() {
        return folder.resolve("refused");
    }
}
