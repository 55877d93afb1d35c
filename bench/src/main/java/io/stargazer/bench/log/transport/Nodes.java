package io.stargazer.bench.log.transport;

import io.stargazer.bench.log.Subject;
import io.stargazer.bench.log.servers.Folder;
import io.stargazer.bench.log.servers.Ports;
import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.process.Child;
import io.stargazer.server.peer.ClusterKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Three servers on one transport, of which one leads. */
public final class Nodes implements AutoCloseable {

    private static final int COUNT = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_EVERY_MS = 20;

    private final Folder folder = Folder.create();
    private final List<Child> children = new ArrayList<>();

    /** Starts them and waits until one leads all three. */
    public Nodes(Subject subject) throws IOException, InterruptedException {
        boolean up = false;
        try {
            String shared =
                    subject == Subject.STARGAZER_RPC
                            ? ClusterKey.generate(new SecureRandom()).text()
                            : Ports.free(COUNT).stream()
                                    .map(port -> "127.0.0.1:" + port)
                                    .collect(Collectors.joining(","));
            for (int at = 0; at < COUNT; at++) {
                children.add(child(subject, at, shared));
            }
            Child leader = leader();
            for (int at = 1; subject == Subject.STARGAZER_RPC && at < COUNT; at++) {
                leader.ask("add s%d %s".formatted(at, children.get(at).ready()), PATIENCE);
            }
            up = true;
        } finally {
            if (!up) {
                close();
            }
        }
    }

    private Child child(Subject subject, int at, String shared)
            throws IOException, InterruptedException {
        String own = folder.path().resolve("s" + at).toString();
        return new Child(
                TransportNode.class, List.of(subject.title(), Integer.toString(at), own, shared));
    }

    private Child leader() throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < PATIENCE.toNanos()) {
            for (Child child : children) {
                if (Boolean.parseBoolean(child.ask("leads", PATIENCE))) {
                    return child;
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        throw new IOException("none of them leads");
    }

    /**
     * Proposes from within the leader, with so many under way.
     *
     * @throws IOException a proposal failed, or the process did not answer
     */
    public Measurement press(int inFlight, double seconds)
            throws IOException, InterruptedException {
        Measurement measured =
                Measurement.parse(
                        leader().ask(
                                        "press %d %s".formatted(inFlight, seconds),
                                        PATIENCE.plusMillis((long) (seconds * 1e3))));
        if (measured.calls() == 0 || measured.failed() > 0) {
            throw new IOException(measured.failed() + " proposals failed");
        }
        return measured;
    }

    @Override
    public void close() throws IOException {
        children.forEach(Child::close);
        folder.close();
    }
}
