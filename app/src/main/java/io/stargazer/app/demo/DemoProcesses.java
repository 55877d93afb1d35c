package io.stargazer.app.demo;

import io.stargazer.api.Faulted;
import io.stargazer.app.process.ChildProcesses;
import io.stargazer.app.process.ChildProcesses.Program;
import io.stargazer.app.serve.ServerRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo's processes: all end with it, however it ends. */
final class DemoProcesses implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("http://([^ ]+:\\d+)");

    private final Path folder;
    private final Class<?> program;
    private final ChildProcesses processes;
    private int providers;
    private int executors;

    /**
     * @param folder for data and logs
     * @param program the {@code stargazer} command
     */
    DemoProcesses(Path folder, Class<?> program) {
        this.folder = folder;
        this.program = program;
        this.processes = new ChildProcesses(folder);
    }

    /** Starts a server and returns its {@code host:port} once it is ready. */
    String startServer(int port, String adminPassword) throws IOException {
        List<String> arguments =
                List.of("server", "--port", "" + port, "--data-dir", "" + folder.resolve("data"));
        Map<String, String> environment =
                Map.of(ServerRun.PASSWORD_VARIABLE, adminPassword, "LC_ALL", "C");
        Process server =
                processes.startReadable(
                        new Program("server", program, List.of(), arguments, environment));
        BufferedReader output = server.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher url = URL.matcher(line);
            if (url.find()) {
                return url.group(1);
            }
        }
        throw new Faulted(
                "demo.server-failed", "the server did not start: see " + processes.logOf("server"));
    }

    /** Starts a provider of the application with this secret. */
    synchronized Process startProvider(String server, String application, String secret)
            throws IOException {
        String name = "provider-" + ++providers;
        Map<String, String> environment = environment(name, server, application, secret);
        return processes.start(
                new Program(name, DemoProvider.class, List.of(), List.of(), environment));
    }

    /** Starts an executor of the application with this secret, on these sources. */
    synchronized Process startExecutor(
            String server, String application, String secret, Path source) throws IOException {
        String name = "executor-" + ++executors;
        Map<String, String> environment = environment(name, server, application, secret);
        List<String> arguments = List.of(source.toString());
        return processes.start(
                new Program(name, DemoExecutor.class, List.of(), arguments, environment));
    }

    private Map<String, String> environment(
            String name, String server, String application, String secret) {
        return Map.of(
                "STARGAZER_SERVERS", server,
                "STARGAZER_APPLICATION", application,
                "STARGAZER_SECRET", secret,
                "STARGAZER_CACHE", folder.resolve("cache-" + name).toString());
    }

    @Override
    public void close() {
        processes.close();
    }
}
