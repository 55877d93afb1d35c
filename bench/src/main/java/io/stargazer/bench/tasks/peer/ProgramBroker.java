package io.stargazer.bench.tasks.peer;

import io.stargazer.bench.log.servers.Folder;
import io.stargazer.bench.log.servers.Patience;
import io.stargazer.bench.log.servers.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A queue that Debian packs, as one process with its own defaults and what is named here. */
public final class ProgramBroker implements Broker {

    private final Folder folder = Folder.create();
    private final int port = Ports.free(1).getFirst();
    private final Process process;

    /** What to start it with. */
    @FunctionalInterface
    private interface Arguments {
        List<String> of(String port, String folder);
    }

    /** Its log forced to the disk at every write. */
    public static ProgramBroker beanstalkd() throws IOException, InterruptedException {
        return new ProgramBroker(
                "beanstalkd",
                "beanstalkd",
                (port, folder) -> List.of("-l", "127.0.0.1", "-p", port, "-b", folder, "-f0"));
    }

    /** Its append-only file forced to the disk before it answers. */
    public static ProgramBroker redis() throws IOException, InterruptedException {
        return new ProgramBroker(
                "redis-server",
                "redis-server",
                (port, folder) ->
                        List.of(
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                port,
                                "--dir",
                                folder,
                                "--appendonly",
                                "yes",
                                "--appendfsync",
                                "always",
                                "--save",
                                ""));
    }

    /** Its queue in memory: nothing is on a disk. */
    public static ProgramBroker gearmand() throws IOException, InterruptedException {
        return new ProgramBroker(
                "gearmand",
                "gearman-job-server",
                (port, folder) ->
                        List.of("-L", "127.0.0.1", "-p", port, "-l", folder + "/gearmand.log"));
    }

    private ProgramBroker(String program, String inPackage, Arguments arguments)
            throws IOException, InterruptedException {
        boolean isUp = false;
        try {
            List<String> command = new ArrayList<>();
            command.add(
                    find(program)
                            .orElseThrow(() ->
                                    new IOException(
                                            "there is no %s here: apt-get install %s"
                                                    .formatted(program, inPackage)))
                            .toString());
            command.addAll(arguments.of(Integer.toString(port), folder.path().toString()));
            process = start(command, folder.path());
            awaitPort(process, port);
            isUp = true;
        } finally {
            if (!isUp) {
                folder.close();
            }
        }
    }

    /** Where a program is installed; services may be where only administrators look. */
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Stream.of(path.split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(each -> Path.of(each, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Process start(List<String> command, Path folder) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
    }

    static void awaitPort(Process process, int port) throws IOException, InterruptedException {
        Patience.await(
                "a queue",
                () -> {
                    if (!process.isAlive()) {
                        throw new Patience.Gone("the queue has ended");
                    }
                    new Conversation(port).close();
                    return true;
                });
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public String secret() {
        return "-";
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        folder.close();
    }
}
