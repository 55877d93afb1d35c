package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.outlier.Health;
import io.stargazer.rpc.outlier.Verdict;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One instance as a {@link BalancedCaller} sees it: its connection and how it has been doing. Safe
 * for use by any thread.
 */
public final class Target {

    /** How slow an instance may look because it turned calls away. */
    private static final double TURNED_AWAY_AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final double TURNED_AWAY_AT_LEAST_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final KeptConnection connection;
    private final Health health;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final PeakEwma latency = new PeakEwma();
    private volatile Endpoint endpoint;

    Target(Endpoint endpoint, KeptConnection connection, Health health) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.health = health;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    void endpoint(Endpoint changed) {
        endpoint = changed;
    }

    /** Calls that wait for this instance. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Expected time to an answer, by recent latency and open calls; lower is better. */
    public double cost() {
        double averageNs = Math.max(1, latency.averageNs(System.nanoTime()));
        return averageNs * (inFlight.get() + 1) / endpoint.weight();
    }

    /** Whether it gets calls, or is left alone because too many failed (RP-7). */
    public Health.State health() {
        return health.state();
    }

    /** Gets calls: it is not ejected, and connected or likely to be soon. */
    public boolean isUsable() {
        return isReachable() && health.state() == Health.State.IN;
    }

    /** Ejected or not: it is connected or likely to be soon. */
    boolean isReachable() {
        return connection.isPromising();
    }

    /** Lost, or not reached in the last attempt; not yet connected again. */
    boolean failed() {
        return connection.failed();
    }

    @Nullable Throwable lastFailure() {
        return connection.lastFailure();
    }

    /** Makes the next call a trial of this ejected instance, if it is time for one. */
    boolean tryAgain(long nowNs) {
        return isReachable() && health.tryAgain(nowNs);
    }

    /** The connection, being made when there is none. */
    CompletableFuture<RpcConnection> connection() {
        return connection.get();
    }

    void remove() {
        health.leave();
        connection.remove();
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    /** A call begun at {@code startedNs} has ended. */
    void end(long startedNs, @Nullable Throwable thrown, boolean neverStarted) {
        long nowNs = learn(startedNs, thrown);
        health.ended(startedNs, nowNs, Verdict.of(thrown, neverStarted));
    }

    /** The same for a call that {@link #tryAgain} has made a trial. */
    void endTrial(long startedNs, @Nullable Throwable thrown, boolean neverStarted) {
        long nowNs = learn(startedNs, thrown);
        Verdict verdict = Verdict.of(thrown, neverStarted);
        if (verdict == Verdict.ANSWERED) {
            latency.beginAnew(nowNs - startedNs, nowNs);
        }
        health.tried(nowNs, verdict);
    }

    /** The trial could not even be begun. */
    void cannotTry() {
        health.tried(System.nanoTime(), Verdict.SILENT);
    }

    private long learn(long startedNs, @Nullable Throwable thrown) {
        inFlight.decrementAndGet();
        long nowNs = System.nanoTime();
        long elapsedNs = nowNs - startedNs;
        switch (status(thrown)) {
            // Says nothing about how fast it works.
            case UNREACHABLE, UNAUTHENTICATED -> {}
            // It would have taken longer: that counts if it is long already.
            case CANCELLED -> {
                if (elapsedNs > latency.averageNs(nowNs)) {
                    latency.observe(elapsedNs, nowNs);
                }
            }
            // A refusal is quick; taken for an answer it would draw still more calls here.
            case OVERLOADED -> {
                double doubled = 2 * latency.averageNs(nowNs);
                latency.observe(
                        (long) Math.clamp(doubled, TURNED_AWAY_AT_LEAST_NS, TURNED_AWAY_AT_MOST_NS),
                        nowNs);
            }
            default -> latency.observe(elapsedNs, nowNs);
        }
        return nowNs;
    }

    private static Status status(@Nullable Throwable thrown) {
        if (thrown == null) {
            return Status.OK;
        }
        if (thrown instanceof Failure failure) {
            return failure.status();
        }
        return thrown instanceof CancellationException ? Status.CANCELLED : Status.FAULTED;
    }
}
