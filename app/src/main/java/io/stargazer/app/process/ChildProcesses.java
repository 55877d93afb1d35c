package io.stargazer.app.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of this class path as processes: all end with this one, however it ends. Thread-safe.
 */
public final class ChildProcesses implements AutoCloseable {

    /**
     * A program to start.
     *
     * @param name of its log
     * @param main where it starts
     * @param flags for its JVM, besides the usual ones
     */
    public record Program(
            String name,
            Class<?> main,
            List<String> flags,
            List<String> arguments,
            Map<String, String> environment) {}

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();

    /**
     * @param folder for the logs
     */
    public ChildProcesses(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Where the errors of a program of this name are, and its output when nobody reads that. */
    public Path logOf(String name) {
        return folder.resolve(name + ".log");
    }

    /** Starts a program whose output goes to its log. */
    public Process start(Program program) throws IOException {
        return start(program, Redirect.appendTo(logOf(program.name()).toFile()));
    }

    /** Starts a program whose output is read by the caller. */
    public Process startReadable(Program program) throws IOException {
        return start(program, Redirect.PIPE);
    }

    private synchronized Process start(Program program, Redirect output) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(program.flags());
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), program.main().getName()));
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(program.environment());
        builder.redirectError(Redirect.appendTo(logOf(program.name()).toFile()));
        builder.redirectOutput(output);
        Process process = builder.start();
        processes.removeIf(ended -> !ended.isAlive());
        processes.add(process);
        return process;
    }

    /** Ends all, politely first, the one that was started first last. */
    @Override
    public synchronized void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
        }
        for (Process process : processes.reversed()) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        processes.clear();
    }
}
