package io.stargazer.app.torture;

import io.stargazer.app.process.ChildProcesses;
import io.stargazer.app.process.ChildProcesses.Program;
import io.stargazer.app.serve.ServeOptions;
import io.stargazer.app.serve.ServerRun;
import io.stargazer.app.torture.network.Wires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server as a process, to be killed, frozen, stopped and started again. */
final class TortureServer {

    /** Sessions without a client stay for ever, snapshots are frequent. */
    private static final List<String> CONFIGURATION =
            List.of(
                    "session.grace = 9999h",
                    "session.resume = 9999h",
                    "log.snapshot-entries = 500");

    private static final long STOP_WITHIN_S = 60;

    private final int number;
    private final Wires wires;
    private final ChildProcesses processes;
    private final Class<?> program;
    private final Path folder;
    private @Nullable Process process;
    private volatile boolean isWanted;

    TortureServer(
            int number, Wires wires, ChildProcesses processes, Class<?> program, Path folder) {
        this.number = number;
        this.wires = wires;
        this.processes = processes;
        this.program = program;
        this.folder = folder;
    }

    /** From 1. */
    int number() {
        return number;
    }

    String id() {
        return "s" + number;
    }

    String url() {
        return "http://" + wires.host(number) + ":" + wires.port();
    }

    /** {@code host:port} of the server itself. */
    String address() {
        return wires.host(number) + ":" + wires.port();
    }

    /** Starts the first one, which begins a cluster of its own. */
    void begin(String adminPassword) throws IOException {
        start(List.of(), Map.of(ServerRun.PASSWORD_VARIABLE, adminPassword));
    }

    /** Starts an invited one. */
    void join(String url, String token) throws IOException {
        start(List.of("--join", url), Map.of(ServeOptions.JOIN_TOKEN_VARIABLE, token));
    }

    /** Starts it again with its data. */
    void start() throws IOException {
        start(List.of(), Map.of());
    }

    private synchronized void start(List<String> more, Map<String, String> variables)
            throws IOException {
        Path config = Files.write(folder.resolve("torture.conf"), CONFIGURATION);
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("server", "--data-dir", folder.resolve(id()).toString()));
        arguments.addAll(List.of("--host", wires.host(number), "--port", "" + wires.port()));
        arguments.addAll(List.of("--advertise", wires.advertised(number)));
        arguments.addAll(List.of("--config", config.toString()));
        arguments.addAll(more);
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("LC_ALL", "C");
        List<String> flags = List.of("-Djdk.net.hosts.file=" + wires.hostsOf(number, folder));
        process = processes.start(new Program(id(), program, flags, arguments, environment));
        isWanted = true;
    }

    /** As the kernel kills; dead when this returns. */
    synchronized void kill() {
        isWanted = false;
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** As a service manager stops; returns when it has ended. */
    synchronized void stop() throws InterruptedException {
        isWanted = false;
        if (process != null) {
            process.destroy();
            if (!process.waitFor(STOP_WITHIN_S, TimeUnit.SECONDS)) {
                throw new TortureFailed(id() + " did not stop within " + STOP_WITHIN_S + " s");
            }
        }
    }

    /** It keeps its memory, its locks and its connections, and does nothing. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Of the process that runs, or has run last. */
    synchronized long pid() {
        return Objects.requireNonNull(process, "it was never started").pid();
    }

    private synchronized void signal(String name) throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            String pid = Long.toString(process.pid());
            int status = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
            if (status != 0) {
                throw new IOException("kill -" + name + " " + pid + " failed");
            }
        }
    }

    /** Whether it has said where it is, which a first server does when its administrator exists. */
    boolean isAnnounced() {
        try {
            return Files.readString(processes.logOf(id())).contains(url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now until it is started again it may end by itself. */
    void mayEnd() {
        isWanted = false;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Of the process that has ended. */
    synchronized int exitStatus() {
        return Objects.requireNonNull(process, "it was never started").exitValue();
    }

    /**
     * A server that ends by itself is broken.
     *
     * @throws TortureFailed when it has
     */
    synchronized void requireAlive() {
        if (isWanted && process != null && !process.isAlive()) {
            throw new TortureFailed(
                    "%s ended by itself with status %d: see %s"
                            .formatted(id(), process.exitValue(), processes.logOf(id())));
        }
    }
}
