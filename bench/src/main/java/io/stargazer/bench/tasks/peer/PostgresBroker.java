package io.stargazer.bench.tasks.peer;

import io.stargazer.bench.log.servers.Folder;
import io.stargazer.bench.log.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL as Debian packs it, a fresh database with its own defaults: what is committed is on
 * the disk. It refuses to be run by root, and is then run by the user of the package.
 */
public final class PostgresBroker implements Broker {

    /** Who owns the database. */
    static final String USER = "postgres";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final long STOP_SECONDS = 10;

    private final Folder folder = Folder.create();
    private final int port = Ports.free(1).getFirst();
    private final Process process;

    public PostgresBroker() throws IOException, InterruptedException {
        boolean isUp = false;
        try {
            Path programs = programs();
            Path data = Files.createDirectory(folder.path().resolve("data"));
            if (isRoot()) {
                for (Path each : List.of(folder.path(), data)) {
                    Files.setOwner(
                            each,
                            each.getFileSystem()
                                    .getUserPrincipalLookupService()
                                    .lookupPrincipalByName(USER));
                }
            }
            create(programs, data);
            process =
                    ProgramBroker.start(
                            asUser(
                                    programs.resolve("postgres"),
                                    "-D",
                                    data.toString(),
                                    "-p",
                                    Integer.toString(port),
                                    "-h",
                                    "127.0.0.1",
                                    "-k",
                                    folder.path().toString()),
                            folder.path());
            ProgramBroker.awaitPort(process, port);
            isUp = true;
        } finally {
            if (!isUp) {
                folder.close();
            }
        }
    }

    private void create(Path programs, Path data) throws IOException, InterruptedException {
        List<String> command =
                asUser(
                        programs.resolve("initdb"),
                        "-D",
                        data.toString(),
                        "-A",
                        "trust",
                        "-U",
                        USER);
        if (ProgramBroker.start(command, folder.path()).waitFor() != 0) {
            throw new IOException("initdb has failed");
        }
    }

    /** Of the newest version that is installed. */
    private static Path programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            throw new IOException("there is no PostgreSQL here: apt-get install postgresql");
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("PostgreSQL is not whole here"));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> asUser(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public String address() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    @Override
    public String secret() {
        return "-";
    }

    /** Politely first: its processes share memory, which it clears away. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        folder.close();
    }
}
