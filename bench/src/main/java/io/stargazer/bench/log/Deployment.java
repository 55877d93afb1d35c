package io.stargazer.bench.log;

import io.stargazer.bench.log.servers.EtcdServers;
import io.stargazer.bench.log.servers.Servers;
import io.stargazer.bench.log.servers.StargazerServers;
import io.stargazer.bench.log.store.StoreClient;
import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One subject at work: its servers, and the process of its clients, connected to the leader. */
final class Deployment implements AutoCloseable {

    /** Beyond the seconds of a measurement. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int WARM_UP_IN_FLIGHT = 256;
    private static final double WARM_UP_TIMES = 4;
    private static final double MOST_WARM_UP_SECONDS = 30;

    private final Servers servers;
    private final Child client;

    private Deployment(String subject, Servers servers) throws IOException, InterruptedException {
        this.servers = servers;
        this.client =
                new Child(
                        StoreClient.class,
                        List.of(subject, servers.leaderAddress(), servers.secret()));
    }

    /** Starts so many servers of a subject, and clients. */
    static Deployment of(Subject subject, int count) throws IOException, InterruptedException {
        return of(
                subject,
                subject == Subject.ETCD ? new EtcdServers(count) : new StargazerServers(count));
    }

    /** Starts clients of servers, which are closed with it. */
    static Deployment of(Subject subject, Servers servers)
            throws IOException, InterruptedException {
        try {
            return new Deployment(subject.title(), servers);
        } catch (IOException | InterruptedException e) {
            servers.close();
            throw e;
        }
    }

    /**
     * Writes for a while before the first turn, many under way, whatever is measured then: programs
     * that compile while they run have done so, as they have an hour after their start.
     *
     * @param seconds of a turn
     */
    void warmUp(double seconds) throws IOException, InterruptedException {
        press(WARM_UP_IN_FLIGHT, Math.min(WARM_UP_TIMES * seconds, MOST_WARM_UP_SECONDS));
    }

    /** What comes before the first turn. */
    @FunctionalInterface
    interface Preparation {
        void prepare(Deployment started) throws IOException, InterruptedException;
    }

    /** Prepares it; closes it where that breaks off. */
    Deployment after(Preparation preparation) throws IOException, InterruptedException {
        try {
            preparation.prepare(this);
            return this;
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    Servers servers() {
        return servers;
    }

    /**
     * Writes with so many under way.
     *
     * @throws IOException a write failed, or the process did not answer
     */
    Measurement press(int inFlight, double seconds) throws IOException, InterruptedException {
        return measured("press %d %s".formatted(inFlight, seconds), seconds);
    }

    /** Writes one at a time; the latency is that of a watcher. */
    Measurement watch(double seconds) throws IOException, InterruptedException {
        return measured("watch " + seconds, seconds);
    }

    private Measurement measured(String order, double seconds)
            throws IOException, InterruptedException {
        Duration patience = PATIENCE.plusMillis((long) (seconds * 1e3));
        Measurement measured = Measurement.parse(client.ask(order, patience));
        if (measured.calls() == 0 || measured.failed() > 0) {
            throw new IOException(
                    "%d writes failed, %d were acknowledged"
                            .formatted(measured.failed(), measured.calls()));
        }
        return measured;
    }

    /** Connects to every server, for {@link #firstWriteNs}. */
    void reachAll() throws IOException, InterruptedException {
        client.ask("reach " + String.join(",", servers.addresses()), PATIENCE);
    }

    /** Asks all servers until one accepts a write; when, as by {@link System#nanoTime()}. */
    long firstWriteNs() throws IOException, InterruptedException {
        return Long.parseLong(client.ask("first-write", PATIENCE));
    }

    /** Registers so many instances. */
    void fill(int count) throws IOException, InterruptedException {
        String answer = client.ask("fill 0 " + count, PATIENCE.multipliedBy(10));
        if (!answer.equals("0 failed")) {
            throw new IOException("not all could be registered: " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        servers.close();
    }
}
