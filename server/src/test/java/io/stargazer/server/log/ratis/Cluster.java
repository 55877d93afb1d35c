package io.stargazer.server.log.ratis;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Several logs on disks of their own in one process; what lies between them can be cut. */
public final class Cluster implements AutoCloseable {

    /** One server: its log and the machine that it drives. */
    public record Node(String id, RatisLog log, Notebook notebook) {}

    private final Path folder;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
    private final long snapshotEntries;
    private final Function<Notebook, LogMachine> machines;
    private final Map<String, Consumer<String>> watchers = new ConcurrentHashMap<>();
    private volatile Duration election = Duration.ofMillis(150);
    private volatile long delayMs;

    Cluster(Path folder, long snapshotEntries) {
        this(folder, snapshotEntries, notebook -> notebook);
    }

    /**
     * @param machines what each server drives, which tells its notebook when it leads
     */
    public Cluster(Path folder, long snapshotEntries, Function<Notebook, LogMachine> machines) {
        this.folder = folder;
        this.snapshotEntries = snapshotEntries;
        this.machines = machines;
    }

    /** Starts a server: the first begins the cluster, the others wait to be taken in. */
    public Node start(String id) throws Exception {
        Notebook notebook = new Notebook();
        RatisLogOptions options =
                new RatisLogOptions(
                        id,
                        folder.resolve(id),
                        snapshotEntries,
                        64 << 20,
                        election,
                        election.multipliedBy(2),
                        id.equals("s1"));
        RatisLog log = RatisLog.open(options, machines.apply(notebook));
        Node node = new Node(id, log, notebook);
        nodes.put(id, node);
        log.launch(new Wires(id), id + ":1");
        return node;
    }

    /** Three servers of which the first leads, if nothing is in its way. */
    public void startThree() throws Exception {
        Node first = start("s1");
        first.notebook().awaitLeading();
        for (String id : List.of("s2", "s3")) {
            start(id);
            takeIn(id);
        }
    }

    /** By whoever leads: on a busy machine the lead may go to another meanwhile. */
    private void takeIn(String id) throws Exception {
        boolean isIn = false;
        while (!isIn) {
            try {
                leader().log().members().add(new Member(id, id + ":1")).get(20, TimeUnit.SECONDS);
                isIn = true;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof Unavailable)) {
                    throw e;
                }
            }
        }
    }

    public Node node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    public Collection<Node> all() {
        return nodes.values();
    }

    /** The one that leads and serves, as soon as one of those that are not cut off does. */
    public Node leader() throws Exception {
        await(() -> nodes.values().stream().anyMatch(this::leads));
        return nodes.values().stream().filter(this::leads).findFirst().orElseThrow();
    }

    private boolean leads(Node node) {
        return !cutOff.contains(node.id()) && node.log().status().leading();
    }

    /** Servers that are started from now on wait so long for their leader, and up to twice that. */
    void elections(Duration after) {
        election = after;
    }

    /** The others see connections that break. */
    public void stop(String id) {
        Node stopped = Objects.requireNonNull(nodes.remove(id));
        watchers.remove(id);
        watchers.values().forEach(watcher -> watcher.accept(id));
        stopped.log().close();
    }

    /** Nothing reaches the server, nothing leaves it. */
    public void cutOff(String id) {
        cutOff.add(id);
    }

    public void reconnect(String id) {
        cutOff.remove(id);
    }

    /** From now on every question takes so long to arrive. */
    void delay(long newDelayMs) {
        delayMs = newDelayMs;
    }

    static long propose(Node node, String text) throws Exception {
        return node.log().propose(text.getBytes(StandardCharsets.UTF_8)).get(10, TimeUnit.SECONDS);
    }

    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> node.log().close());
    }

    private final class Wires implements PeerTransport {
        private final String from;

        Wires(String from) {
            this.from = from;
        }

        @Override
        public CompletableFuture<byte[]> send(String peer, PeerCall call, byte[] request) {
            Executor later = CompletableFuture.delayedExecutor(delayMs, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> answer(peer, call, request), later)
                    .thenCompose(answer -> answer)
                    .thenApply(answer -> {
                        if (cutOff.contains(from) || cutOff.contains(peer)) {
                            throw new UncheckedIOException(
                                    new IOException("the answer of " + peer + " is lost"));
                        }
                        return answer;
                    });
        }

        private CompletionStage<byte[]> answer(String peer, PeerCall call, byte[] request) {
            Node to = nodes.get(peer);
            try {
                if (to == null || cutOff.contains(from) || cutOff.contains(peer)) {
                    throw new IOException(peer + " cannot be reached");
                }
                return to.log().answer(call, request);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public void know(Collection<Member> members) {}

        @Override
        public void onLost(Consumer<String> action) {
            watchers.put(from, action);
        }

        @Override
        public boolean isGone(String peer) {
            return !nodes.containsKey(peer);
        }

        @Override
        public List<Member> located(List<Member> members) {
            return members;
        }
    }
}
