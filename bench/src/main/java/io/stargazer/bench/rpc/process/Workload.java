package io.stargazer.bench.rpc.process;

import io.stargazer.bench.rpc.load.AsyncWindow;
import io.stargazer.bench.rpc.load.BatchWindow;
import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.ManyThreads;
import io.stargazer.bench.rpc.load.PingPong;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import java.util.List;

/**
 * What a caller does to its peer.
 *
 * @param inFlight calls under way at a time, on each connection when there are several
 * @param connections more than one only in batches
 */
public record Workload(
        Kind kind, Variant variant, int payloadBytes, int inFlight, int connections) {

    /** How calls are made. */
    public enum Kind {
        /** Nobody waits: an answer makes the next call. */
        ASYNC,
        /** A virtual thread waits for each. */
        THREADS,
        /** One thread, one call at a time. */
        PING_PONG,
        /** Many calls travel together. */
        BATCHES
    }

    public static Workload async(int payloadBytes, int inFlight) {
        return new Workload(Kind.ASYNC, Variant.PLAIN, payloadBytes, inFlight, 1);
    }

    public static Workload threads(int payloadBytes, int threads) {
        return new Workload(Kind.THREADS, Variant.PLAIN, payloadBytes, threads, 1);
    }

    public static Workload pingPong(Variant variant, int payloadBytes) {
        return new Workload(Kind.PING_PONG, variant, payloadBytes, 1, 1);
    }

    public static Workload batches(int payloadBytes, int inFlight, int connections) {
        return new Workload(Kind.BATCHES, Variant.BATCHED, payloadBytes, inFlight, connections);
    }

    /** Calls on a schedule over several servers. */
    public static Workload balanced(Variant variant, int payloadBytes) {
        return new Workload(Kind.ASYNC, variant, payloadBytes, 1, 1);
    }

    /** One word, for another process. */
    public String word() {
        return String.join(
                ":",
                kind.name(),
                variant.name(),
                Integer.toString(payloadBytes),
                Integer.toString(inFlight),
                Integer.toString(connections));
    }

    /** Reads {@link #word}. */
    public static Workload parse(String word) {
        String[] parts = word.split(":", -1);
        return new Workload(
                Kind.valueOf(parts[0]),
                Variant.valueOf(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]));
    }

    byte[] payload() {
        byte[] payload = new byte[payloadBytes];
        for (int at = 0; at < payload.length; at++) {
            payload[at] = (byte) at;
        }
        return payload;
    }

    public Load connect(Peer peer, List<String> addresses) throws Exception {
        return switch (kind) {
            case ASYNC -> new AsyncWindow(peer.async(variant, addresses), payload(), inFlight);
            case THREADS ->
                    new ManyThreads(
                            peer.blocking(variant, addresses.getFirst()), payload(), inFlight);
            case PING_PONG -> new PingPong(peer.blocking(variant, addresses.getFirst()), payload());
            case BATCHES ->
                    new BatchWindow(
                            peer.batched(addresses.getFirst(), connections), payload(), inFlight);
        };
    }
}
