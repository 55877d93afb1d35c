package io.stargazer.app.demo;

import io.stargazer.api.Faulted;
import io.stargazer.app.serve.ServerRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The demo's processes: all end with it, however it ends. */
final class DemoProcesses implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("http://([^ ]+:\\d+)");

    private final Path folder;
    private final Class<?> program;
    private final List<Process> processes = new ArrayList<>();
    private int started;

    /**
     * @param folder for data and logs
     * @param program the {@code stargazer} command
     */
    DemoProcesses(Path folder, Class<?> program) {
        this.folder = folder;
        this.program = program;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts a server and returns its {@code host:port} once it is ready. */
    String startServer(int port, String adminPassword) throws IOException {
        List<String> arguments =
                List.of("server", "--port", "" + port, "--data-dir", "" + folder.resolve("data"));
        Process server =
                start(
                        program,
                        arguments,
                        Map.of(ServerRun.PASSWORD_VARIABLE, adminPassword, "LC_ALL", "C"),
                        ProcessBuilder.Redirect.PIPE);
        BufferedReader output = server.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher url = URL.matcher(line);
            if (url.find()) {
                return url.group(1);
            }
        }
        throw new Faulted(
                "demo.server-failed",
                "the server did not start: see "
                        + folder.resolve(program.getSimpleName() + "-1.log"));
    }

    /** Starts a provider of the application with this secret. */
    synchronized Process startProvider(String server, String application, String secret)
            throws IOException {
        Map<String, String> environment =
                Map.of(
                        "STARGAZER_SERVERS", server,
                        "STARGAZER_APPLICATION", application,
                        "STARGAZER_SECRET", secret,
                        "STARGAZER_CACHE", folder.resolve("cache-" + started).toString());
        return start(DemoProvider.class, List.of(), environment, null);
    }

    private synchronized Process start(
            Class<?> main,
            List<String> arguments,
            Map<String, String> environment,
            ProcessBuilder.@Nullable Redirect output)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Path log = folder.resolve(main.getSimpleName() + "-" + ++started + ".log");
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
        builder.redirectError(toLog);
        builder.redirectOutput(output == null ? toLog : output);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Ends all: politely first, the server last. */
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
