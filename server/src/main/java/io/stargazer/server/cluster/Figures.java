package io.stargazer.server.cluster;

import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.time.Timers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What the server measures of itself, once a second, for the last five minutes. Thread-safe. */
public final class Figures {

    private static final int KEPT = 300;
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ControlPlane control;
    private final Timers timers;
    private final Sources sources;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long lastRevision;
    private long lastRequests;
    private long lastRpcCalls;

    /** Where the figures come from. */
    public record Sources(
            LongSupplier httpRequests,
            LongSupplier rpcCalls,
            IntSupplier connections,
            IntSupplier watches) {}

    /**
     * One second.
     *
     * @param timeMs its end, milliseconds since 1970
     * @param commands decided in it
     * @param requests answered over HTTP in it
     * @param rpcCalls answered over RPC in it
     * @param committed index of the last durable log entry at its end
     */
    public record Sample(
            long timeMs,
            long commands,
            long requests,
            long rpcCalls,
            int connections,
            int watches,
            long committed,
            long heapBytes,
            long rssBytes) {}

    public Figures(ControlPlane control, Timers timers, Sources sources) {
        this.control = control;
        this.timers = timers;
        this.sources = sources;
        this.lastRevision = control.latest().revision();
        timers.every(PERIOD, this::sample);
    }

    /** The last seconds, oldest first. */
    public synchronized List<Sample> samples() {
        return new ArrayList<>(samples);
    }

    /** The last second; measured now if there is none yet. */
    public synchronized Sample latest() {
        if (samples.isEmpty()) {
            sample();
        }
        return samples.getLast();
    }

    private synchronized void sample() {
        long revision = control.latest().revision();
        long requests = sources.httpRequests().getAsLong();
        long rpcCalls = sources.rpcCalls().getAsLong();
        Runtime runtime = Runtime.getRuntime();
        samples.add(
                new Sample(
                        timers.millis(),
                        revision - lastRevision,
                        requests - lastRequests,
                        rpcCalls - lastRpcCalls,
                        sources.connections().getAsInt(),
                        sources.watches().getAsInt(),
                        control.status().committed(),
                        runtime.totalMemory() - runtime.freeMemory(),
                        residentBytes()));
        lastRevision = revision;
        lastRequests = requests;
        lastRpcCalls = rpcCalls;
        if (samples.size() > KEPT) {
            samples.remove();
        }
    }

    /** Resident memory as the kernel counts it; 0 where there is no /proc. */
    static long residentBytes() {
        Path file = Path.of("/proc/self/statm");
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            StringTokenizer fields = new StringTokenizer(Files.readString(file));
            fields.nextToken(); // the first is the virtual size
            return Long.parseLong(fields.nextToken()) * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
