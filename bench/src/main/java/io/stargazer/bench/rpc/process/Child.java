package io.stargazer.bench.rpc.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process of ours that follows {@link Orders}. All have the same flags, so that no peer has more
 * memory or another collector than the next. Its errors go to ours; it ends when we do. For one
 * thread at a time.
 */
public final class Child implements AutoCloseable {

    /** Heap and collector of every measured process. */
    public static final List<String> MEMORY = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

    /** What some of the libraries need on this JDK; given to all. */
    private static final List<String> ACCESS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.math=ALL-UNNAMED",
                    "-Ddubbo.application.logger=slf4j",
                    "-Dlogback.configurationFile=io/stargazer/bench/rpc/logback.xml");

    private static final Duration START = Duration.ofMinutes(1);
    private static final long STOP_SECONDS = 5;
    private static final String END = "";

    private final Process process;
    private final BufferedWriter orders;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final String ready;

    /** Starts a process and waits until it is ready. */
    public Child(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        this(MEMORY, main, arguments);
    }

    /** The same with another heap or collector. */
    public Child(List<String> memory, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.addAll(ACCESS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        orders = process.outputWriter();
        BufferedReader output = process.inputReader();
        Thread.ofVirtual().start(() -> collect(output));
        try {
            ready = expect("READY", START);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The flags of every measured process. */
    public static List<String> flags() {
        List<String> flags = new ArrayList<>(MEMORY);
        flags.addAll(ACCESS);
        return flags;
    }

    private void collect(BufferedReader output) {
        try {
            output.lines().forEach(lines::add);
        } catch (UncheckedIOException cutOff) {
            System.err.println("a process was cut off: " + cutOff.getMessage());
        }
        lines.add(END);
    }

    /** What it said when it was ready. */
    public String ready() {
        return ready;
    }

    public long pid() {
        return process.pid();
    }

    /** Gives an order and waits for the answer. */
    public String ask(String order, Duration patience) throws IOException, InterruptedException {
        tell(order);
        return answer(patience);
    }

    /** Gives an order; {@link #answer} is to be called next. */
    public void tell(String order) throws IOException {
        orders.write(order);
        orders.newLine();
        orders.flush();
    }

    public String answer(Duration patience) throws IOException, InterruptedException {
        return expect("OK", patience);
    }

    private String expect(String word, Duration patience) throws IOException, InterruptedException {
        String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("no answer within " + patience.toSeconds() + " s");
        }
        if (!line.startsWith(word + " ")) {
            throw new IOException(line.equals(END) ? "the process has ended" : line);
        }
        return line.substring(word.length() + 1);
    }

    /** Kills it as the kernel does, without a word, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Ends it. */
    @Override
    public void close() {
        try {
            orders.close();
        } catch (IOException alreadyGone) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
