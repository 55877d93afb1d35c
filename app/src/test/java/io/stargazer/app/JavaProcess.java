package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real program in a process of its own, for tests: its output, its errors, its exit status. */
public final class JavaProcess implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("(http://[^ ]+:\\d+)");
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_EVERY_NS = 20_000_000;

    private final Process process;
    private final Path errors;

    private JavaProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts {@code stargazer ARGUMENTS}; settings and errors go below the folder. */
    public static JavaProcess stargazer(Path folder, String... arguments) throws IOException {
        return of(folder, Main.class, Map.of(), arguments);
    }

    /** Starts a program of this class path. */
    public static JavaProcess of(
            Path folder, Class<?> program, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "LC_ALL",
                                "C",
                                "XDG_CONFIG_HOME",
                                folder.resolve("config").toString()));
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), errors);
    }

    /** The next line of the output; blocks until there is one. */
    public String awaitLine() throws IOException {
        String line = process.inputReader().readLine();
        if (line == null) {
            throw new AssertionError("the process ended: " + errors());
        }
        return line;
    }

    /** The lines of the output, until it ends; blocks while there is none. */
    public Stream<String> lines() {
        return process.inputReader().lines();
    }

    /** Sends a signal by its name: {@code STOP}, {@code CONT}. */
    public void signal(String name) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
        assertThat(status).as("kill -" + name).isZero();
    }

    /** Ctrl-C as a terminal does it: to the process and all that it has started. */
    public void interrupt() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-INT"));
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        command.add(Long.toString(process.pid()));
        assertThat(new ProcessBuilder(command).start().waitFor()).as("" + command).isZero();
    }

    /** Waits until this has been written to the errors. */
    public void awaitErrors(String text) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!errors().contains(text)) {
            assertThat(System.nanoTime()).as("waited in vain: " + errors()).isLessThan(endNs);
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
    }

    /** Waits until a server says where it is. */
    public String awaitUrl() throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new AssertionError("the server did not start: " + errors());
    }

    /** Waits for the end and returns the exit status. */
    public int awaitExit() throws InterruptedException, IOException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended in time; so far: " + errors())
                .isTrue();
        return process.exitValue();
    }

    /** Everything on the standard output; blocks until it ends. */
    public String output() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    /** As the kernel kills. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As a service manager stops. */
    public void terminate() {
        process.toHandle().destroy(); // unlike Process.destroy it leaves the output readable
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
