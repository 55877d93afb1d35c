package io.stargazer.bench.log.servers;

import io.stargazer.bench.log.store.EtcdStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Servers of etcd as Debian packs it (etcd-server), with its own defaults: it forces its log. */
public final class EtcdServers implements Servers {

    private final Folder folder = Folder.create();
    private final Path program;
    private final List<Integer> clientPorts;
    private final List<Integer> peerPorts;
    private final List<Process> processes = new ArrayList<>();
    private final List<EtcdStore> probes;

    /** Starts so many and waits until one of them leads. */
    public EtcdServers(int count) throws IOException, InterruptedException {
        program = program().orElseThrow(() -> new IOException(ABSENT));
        List<Integer> ports = Ports.free(2 * count);
        clientPorts = ports.subList(0, count);
        peerPorts = ports.subList(count, 2 * count);
        probes = addresses().stream().map(EtcdStore::new).toList();
        try {
            for (int at = 0; at < count; at++) {
                processes.add(start(at));
            }
            leader();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Why there may be none. */
    public static final String ABSENT = "there is no etcd here: apt-get install etcd-server";

    /** Where it is installed. */
    public static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(each -> Path.of(each, "etcd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Process start(int at) throws IOException {
        String client = "http://127.0.0.1:" + clientPorts.get(at);
        String peer = "http://127.0.0.1:" + peerPorts.get(at);
        String all =
                IntStream.range(0, peerPorts.size())
                        .mapToObj(n -> "e%d=http://127.0.0.1:%d".formatted(n, peerPorts.get(n)))
                        .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(program.toString(), "--name", "e" + at));
        command.addAll(List.of("--data-dir", folder.path().resolve("e" + at).toString()));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster", all, "--logger", "zap"));
        File log = folder.path().resolve("e" + at + ".log").toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    @Override
    public List<String> addresses() {
        return clientPorts.stream().map(port -> "127.0.0.1:" + port).toList();
    }

    @Override
    public String secret() {
        return "-";
    }

    @Override
    public int leader() throws IOException, InterruptedException {
        int[] found = {-1};
        Patience.await(
                "a leader of etcd",
                () -> {
                    for (int at = 0; at < probes.size() && found[0] < 0; at++) {
                        if (processes.get(at).isAlive() && probes.get(at).status().leads()) {
                            found[0] = at;
                        }
                    }
                    return found[0] >= 0;
                });
        return found[0];
    }

    @Override
    public long term() throws IOException, InterruptedException {
        int leader = leader();
        long[] term = {0};
        Patience.await(
                "the term of etcd",
                () -> {
                    term[0] = probes.get(leader).status().term();
                    return true;
                });
        return term[0];
    }

    @Override
    public void kill(int server) throws InterruptedException {
        processes.get(server).destroyForcibly().waitFor();
    }

    @Override
    public long restart(int server) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        processes.set(server, start(server));
        Patience.await(
                "a server of etcd",
                () -> {
                    probes.get(server).attempt();
                    return true;
                });
        return System.nanoTime() - startNs;
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        for (Process process : processes) {
            process.onExit().join();
        }
        probes.forEach(EtcdStore::close);
        folder.close();
    }
}
