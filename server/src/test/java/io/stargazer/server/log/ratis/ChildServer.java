package io.stargazer.server.log.ratis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A log in a process of its own, to be killed; its main is {@link Main}. */
final class ChildServer implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private ChildServer(Process process) {
        this.process = process;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildServer start(Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(
                        java,
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        directory.toString());
        return new ChildServer(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    long pid() {
        return process.pid();
    }

    String nextLine() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the child has ended");
        }
        return line;
    }

    void awaitLine(String wanted) throws IOException {
        while (!nextLine().equals(wanted)) {
            // the lines before it are of no interest
        }
    }

    /** Kills it, and returns what it had still said. */
    List<String> kill() throws Exception {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output
        process.waitFor();
        return lines.lines().toList();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        lines.close();
    }

    /** Proposes counted entries, eight at a time, and prints each number once acknowledged. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            Notebook notebook = new Notebook();
            RatisLog log =
                    RatisLog.start(RatisLogTest.options(Path.of(arguments[0]), 1_000), notebook);
            notebook.awaitLeading();
            System.out.println("leading");
            // Eight chains do not end at the same length: begin after the longest, never twice.
            int first =
                    notebook.texts().stream()
                                    .mapToInt(text -> Integer.parseInt(text.substring(1)))
                                    .max()
                                    .orElse(-1)
                            + 1;
            for (int i = 0; i < 8; i++) {
                next(log, first + i);
            }
            Thread.sleep(Long.MAX_VALUE);
        }

        private static void next(RatisLog log, int number) {
            byte[] entry = ("n" + number).getBytes(StandardCharsets.UTF_8);
            var _ =
                    log.propose(entry)
                            .thenRun(() -> {
                                System.out.println("n" + number);
                                next(log, number + 8);
                            });
        }
    }
}
