package io.stargazer.server.log;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: all items that wait at a moment become one log entry, exactly one entry is on its
 * way to the disk, and the next leaves when it is durable. So the cost of an entry is shared by
 * everybody who waits, and items take effect in the order of submission.
 *
 * <pre>
 *   submit -> waiting -> in flight (to the disk) -> landing (being applied) -> done
 * </pre>
 *
 * <p>Threading: every method may be called from any thread and none blocks. There is no thread
 * here: the submitting thread sends when nothing is in flight, else the thread that completes the
 * entry before. A callback of {@link #submit} runs on that thread and must not block. Driven by one
 * thread over a deterministic log, everything here is deterministic.
 *
 * <p>Limits: an item of at most {@link EntryCodec#MAX_ITEM_BYTES}, a large one travels alone;
 * {@link #MAX_WAITING_ITEMS} and {@link #MAX_WAITING_BYTES} wait, beyond that it is {@link
 * Unavailable.Overloaded}.
 *
 * @param <R> what the machine answers to one item
 */
public final class CommandPipeline<R> {

    /** An entry of several items stays at or below this: larger ones starve the appender. */
    public static final int SHARED_ENTRY_BYTES = 256 * 1024;

    public static final int MAX_WAITING_ITEMS = 65_536;
    public static final long MAX_WAITING_BYTES = 64L << 20;

    private static final class Waiting<R> {
        final byte[] item;
        final CompletableFuture<R> done = new CompletableFuture<>();

        Waiting(byte[] item) {
            this.item = item;
        }
    }

    /** One entry on its way; guarded by the pipeline's monitor. */
    private static final class Flight<R> {
        final EntryCodec.Header header;
        final List<Waiting<R>> passengers;

        Flight(EntryCodec.Header header, List<Waiting<R>> passengers) {
            this.header = header;
            this.passengers = passengers;
        }

        byte[] encode() {
            return EntryCodec.encode(header, passengers.stream().map(w -> w.item).toList());
        }
    }

    private final ReplicatedLog log;
    private final InstantSource clock;
    private final Executor endOfBurst;
    private final long proposer;

    private final ArrayDeque<Waiting<R>> queue = new ArrayDeque<>();
    private long queuedBytes;
    private long sequence;
    private long lastMillis = Long.MIN_VALUE;
    private @Nullable Flight<R> inFlight;
    private @Nullable Flight<R> landing;

    /**
     * Calls to {@link #pump} not yet served: one thread pumps, the others leave their wish here.
     */
    private final AtomicInteger wishes = new AtomicInteger();

    /**
     * A pipeline with an id of its own.
     *
     * @param clock gives the time written into entries; may jump, the entries' time never goes back
     * @param random gives this pipeline its id, so that it knows its own entries
     * @param endOfBurst runs a task at once, or when the submitting thread has no more to submit
     *     for now: what it submits together then travels together
     */
    public CommandPipeline(
            ReplicatedLog log, InstantSource clock, RandomGenerator random, Executor endOfBurst) {
        this.log = log;
        this.endOfBurst = endOfBurst;
        this.clock = clock;
        this.proposer = random.nextLong();
    }

    /**
     * Adds an item to the next entry. Completes with the machine's result once the item is durable
     * on a quorum and applied here.
     *
     * <p>Fails with {@link Rejected} {@code log.too-large}; with {@link Unavailable.Overloaded}
     * {@code log.overloaded} (nothing was done); or with what the log said about the whole entry.
     *
     * @param item must not be changed afterwards
     */
    public CompletableFuture<R> submit(byte[] item) {
        if (item.length > EntryCodec.MAX_ITEM_BYTES) {
            return CompletableFuture.failedFuture(
                    new Rejected(
                            Status.TOO_LARGE,
                            "log.too-large",
                            "a command of %d bytes is larger than the %d that fit into a log entry"
                                    .formatted(item.length, EntryCodec.MAX_ITEM_BYTES)));
        }
        Waiting<R> waiting = new Waiting<>(item);
        boolean isFirst;
        synchronized (this) {
            if (queue.size() >= MAX_WAITING_ITEMS
                    || queuedBytes + item.length > MAX_WAITING_BYTES) {
                return CompletableFuture.failedFuture(
                        new Unavailable.Overloaded(
                                "log.overloaded",
                                "%d commands of %d bytes already wait for the log"
                                        .formatted(queue.size(), queuedBytes)));
            }
            isFirst = queue.isEmpty(); // whoever came before has seen to the sending
            queue.add(waiting);
            queuedBytes += item.length;
        }
        if (isFirst) {
            endOfBurst.execute(() -> pump(() -> {}));
        }
        return waiting.done;
    }

    /**
     * An entry is durable on a quorum and about to be applied: the next one leaves, so that the
     * disk works on it while the machine works on this one. Called on the apply thread before the
     * entry's commands are applied; an entry of another pipeline is ignored.
     */
    public void durable(EntryCodec.Header header) {
        synchronized (this) {
            if (inFlight == null || !inFlight.header.equals(header)) {
                return;
            }
            landing = inFlight;
            inFlight = null;
        }
        pump(() -> {});
    }

    /**
     * The machine has applied an entry: hands the results, one per item in order, to those who wait
     * here. What is applied is durable on a quorum, so nobody waits for the log to say so, too. An
     * entry of another pipeline, or one given up meanwhile, is nobody's and is ignored.
     *
     * <p>Called on the apply thread, in the order of the log.
     */
    public void applied(EntryCodec.Header header, List<? extends R> results) {
        durable(header);
        Flight<R> flight;
        synchronized (this) {
            flight = landing;
            if (flight == null || !flight.header.equals(header)) {
                return;
            }
            if (results.size() != flight.passengers.size()) {
                throw new IllegalStateException(
                        "%d results for %d items"
                                .formatted(results.size(), flight.passengers.size()));
            }
            landing = null;
        }
        pump(() -> {
            for (int i = 0; i < flight.passengers.size(); i++) {
                flight.passengers.get(i).done.complete(results.get(i));
            }
        });
    }

    /** The log has given up an entry that is not durable yet, as far as we know. */
    private void failed(Flight<R> flight, Throwable failure) {
        synchronized (this) {
            if (inFlight != flight) {
                return;
            }
            inFlight = null;
        }
        Throwable cause =
                failure instanceof CompletionException e && e.getCause() != null
                        ? e.getCause()
                        : failure;
        pump(() -> flight.passengers.forEach(waiting -> waiting.done.completeExceptionally(cause)));
    }

    /**
     * Sends what waits, then does something while the disk is busy, then sends what that brought:
     * callbacks that submit travel together. Never recurses, however fast the log answers.
     */
    private void pump(Runnable meanwhile) {
        if (wishes.getAndIncrement() != 0) {
            meanwhile.run();
            return;
        }
        send();
        meanwhile.run();
        for (int left = wishes.addAndGet(-1); left != 0; left = wishes.addAndGet(-left)) {
            send();
        }
    }

    private void send() {
        Flight<R> flight = board();
        if (flight != null) {
            log.propose(flight.encode())
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            failed(flight, failure);
                        }
                    });
        }
    }

    private synchronized @Nullable Flight<R> board() {
        if (inFlight != null || queue.isEmpty()) {
            return null;
        }
        List<Waiting<R>> passengers = new ArrayList<>();
        long bytes = 0;
        for (Waiting<R> next = queue.peek(); next != null; next = queue.peek()) {
            long withNext = bytes + next.item.length;
            boolean isShared = !passengers.isEmpty();
            if (isShared
                    && EntryCodec.sizeOf(passengers.size() + 1L, withNext) > SHARED_ENTRY_BYTES) {
                break;
            }
            bytes = withNext;
            passengers.add(queue.remove());
        }
        queuedBytes -= bytes;
        lastMillis = Math.max(lastMillis, clock.millis());
        sequence++;
        inFlight = new Flight<>(new EntryCodec.Header(proposer, sequence, lastMillis), passengers);
        return inFlight;
    }
}
