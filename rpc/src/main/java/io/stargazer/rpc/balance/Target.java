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

    /**
     * Whether a call is likely to be answered sooner here than there, by recent latency, open calls
     * and weight. One of which nothing is known is taken to be as quick as the other: taken to be
     * quicker it would get every call until its first answer.
     */
    public boolean isBetterThan(Target other) {
        long nowNs = System.nanoTime();
        double ownNs = latency.averageNs(nowNs);
        double othersNs = other.latency.averageNs(nowNs);
        boolean isKnown = ownNs > 0 && othersNs > 0;
        return isKnown ? ownNs * load() < othersNs * other.load() : load() < other.load();
    }

    private double load() {
        return (inFlight.get() + 1.0) / endpoint.weight();
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

    void remove(long nowNs) {
        health.leave(nowNs);
        connection.remove();
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    /** A call begun at {@code startedNs} has ended. */
    void end(long startedNs, @Nullable Throwable thrown, boolean neverStarted) {
        end(startedNs, System.nanoTime(), thrown, neverStarted);
    }

    /** The same at a time of one's own. */
    void end(long startedNs, long nowNs, @Nullable Throwable thrown, boolean neverStarted) {
        learn(startedNs, nowNs, thrown);
        health.ended(startedNs, nowNs, verdict(thrown, neverStarted));
    }

    /** The same for a call that {@link #tryAgain} has made a trial. */
    void endTrial(long startedNs, @Nullable Throwable thrown, boolean neverStarted) {
        long nowNs = System.nanoTime();
        learn(startedNs, nowNs, thrown);
        Verdict verdict = verdict(thrown, neverStarted);
        if (verdict == Verdict.ANSWERED) {
            latency.beginAnew(nowNs - startedNs, nowNs);
        }
        health.tried(nowNs, verdict);
    }

    /**
     * The same for a stream, which is over, however it ended: how long it lasted says nothing about
     * how fast the instance is.
     *
     * @param trial it was to show whether the instance is well again, and no item of it has come
     */
    void endStream(
            long startedNs, @Nullable Throwable thrown, boolean neverStarted, boolean trial) {
        inFlight.decrementAndGet();
        long nowNs = System.nanoTime();
        if (status(thrown) == Status.OVERLOADED) {
            learnRefusal(nowNs);
        }
        Verdict verdict = verdict(thrown, neverStarted);
        if (!trial) {
            health.ended(startedNs, nowNs, verdict);
        } else if (verdict == Verdict.ANSWERED) {
            hasAnswered();
        } else {
            health.tried(nowNs, verdict);
        }
    }

    /** A stream that tries it has brought an item, which is an answer though it goes on. */
    void hasAnswered() {
        latency.forget();
        health.tried(System.nanoTime(), Verdict.ANSWERED);
    }

    /** The trial could not even be begun. */
    void cannotTry() {
        health.tried(System.nanoTime(), Verdict.SILENT);
    }

    private void learn(long startedNs, long nowNs, @Nullable Throwable thrown) {
        inFlight.decrementAndGet();
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
            case OVERLOADED -> learnRefusal(nowNs);
            default -> latency.observe(elapsedNs, nowNs);
        }
    }

    private Verdict verdict(@Nullable Throwable thrown, boolean neverStarted) {
        Verdict verdict = Verdict.of(thrown, neverStarted);
        if (verdict == Verdict.ANSWERED) {
            connection.served();
        }
        return verdict;
    }

    /** A refusal is quick; taken for an answer it would draw still more calls here. */
    private void learnRefusal(long nowNs) {
        double doubled = 2 * latency.averageNs(nowNs);
        latency.observe(
                (long) Math.clamp(doubled, TURNED_AWAY_AT_LEAST_NS, TURNED_AWAY_AT_MOST_NS), nowNs);
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
