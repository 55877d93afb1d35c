package io.stargazer.bench.log.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What is in use in the heap of another Java process, as the JDK's own tool counts it. */
final class LiveObjects {

    private static final String TOTAL = "Total";

    private LiveObjects() {}

    /** Bytes of them, after a full collection. */
    static long bytes(long pid) throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                "GC.class_histogram")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            return lines.stream()
                    .filter(line -> line.startsWith(TOTAL))
                    .map(line -> line.strip().split(" +"))
                    .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the heap could not be counted"));
        }
    }
}
