package io.stargazer.app.torture;

import io.stargazer.app.linear.History;
import io.stargazer.app.linear.Operation;
import io.stargazer.app.linear.Operation.Kind;
import io.stargazer.app.linear.Operation.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Several clients that read and write the registers at all servers, and note what they saw. */
final class Load {

    /** Every other client waits out a frozen leader, and sees what it says when it wakes. */
    private static final Duration PATIENT = Duration.ofSeconds(4);

    /** The others go on meanwhile, so that there is something new that it must not miss. */
    private static final Duration IMPATIENT = Duration.ofMillis(400);

    private static final int SHORTEST_PAUSE_MS = 5;
    private static final int LONGEST_PAUSE_MS = 35;

    /** So many registers are in use at a time, each by all clients, for so long. */
    static final int GENERATION = 5;

    static final Duration GENERATION_LASTS = Duration.ofMinutes(4);

    private final TortureCluster cluster;
    private final Registers registers;
    private final Alarm alarm;
    private final History history = new History();
    private final List<Thread> threads = new ArrayList<>();
    private final long beginNs = System.nanoTime();
    private volatile boolean isStopped;

    Load(TortureCluster cluster, Registers registers, Alarm alarm) {
        this.cluster = cluster;
        this.registers = registers;
        this.alarm = alarm;
    }

    History history() {
        return history;
    }

    void start(int clients, long seed) {
        for (int client = 1; client <= clients; client++) {
            int number = client;
            threads.add(Thread.ofVirtual().start(() -> run(number, new Random(seed + number))));
        }
    }

    /** Returns when the last operation has its outcome. */
    void stop() throws InterruptedException {
        isStopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void run(int client, Random random) {
        Requester requester = cluster.requester(client % 2 == 0 ? PATIENT : IMPATIENT);
        List<TortureServer> servers = cluster.servers();
        try {
            while (!isStopped && !alarm.isRaised()) {
                TortureServer server = servers.get(random.nextInt(servers.size()));
                int register = register(random);
                int value = random.nextBoolean() ? registers.newValue(register) : 0;
                if (value > 0) {
                    write(client, requester, server, register, value);
                } else {
                    read(client, requester, server, register);
                }
                Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
            }
        } catch (TortureFailed e) {
            alarm.raise(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int register(Random random) {
        long generation = (System.nanoTime() - beginNs) / GENERATION_LASTS.toNanos();
        return (int) (generation * GENERATION + random.nextInt(GENERATION)) % registers.count();
    }

    /**
     * Writes once.
     *
     * @return whether it was done
     */
    boolean write(int client, Requester requester, TortureServer server, int register, int value)
            throws InterruptedException {
        long invokedNs = System.nanoTime();
        Reply reply =
                requester.put(server, Registers.writePath(register), Registers.writeBody(value));
        Outcome outcome =
                switch (reply) {
                    case Reply.Done done -> Outcome.DONE;
                    case Reply.NotDone not -> Outcome.NOT_DONE;
                    case Reply.Unknown unknown -> Outcome.UNKNOWN;
                    case Reply.Wrong wrong -> throw new TortureFailed(wrong.what());
                };
        note(client, register, Kind.WRITE, value, invokedNs, outcome);
        return outcome == Outcome.DONE;
    }

    /**
     * Reads once.
     *
     * @return whether there was an answer
     */
    boolean read(int client, Requester requester, TortureServer server, int register)
            throws InterruptedException {
        long invokedNs = System.nanoTime();
        Reply reply = requester.get(server, Registers.readPath(register));
        switch (reply) {
            case Reply.Done done -> {
                long value = Registers.valueIn(done.document());
                note(client, register, Kind.READ, value, invokedNs, Outcome.DONE);
            }
            case Reply.Wrong wrong -> throw new TortureFailed(wrong.what());
            case Reply.NotDone not -> {}
            case Reply.Unknown unknown -> {}
        }
        return reply instanceof Reply.Done;
    }

    private void note(
            int client, int register, Kind kind, long value, long invokedNs, Outcome outcome) {
        history.add(
                new Operation(
                        client,
                        Registers.key(register),
                        kind,
                        value,
                        invokedNs,
                        System.nanoTime(),
                        outcome));
    }
}
