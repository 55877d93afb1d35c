package io.stargazer.sdk.task.wire;

import io.stargazer.rpc.retry.Backoff;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is to be told into calls: all that waits under one key travels together, a few
 * calls at a time, in order within a key but for what is told again. Thread-safe.
 *
 * @param <K> what may travel together, equal and hashable
 * @param <T> what is told
 */
public final class Batches<K, T> {

    /** How large calls may be, and how many there may be at a time. */
    public record Bounds(int calls, int items, long bytes) {}

    /** What travels together: never nothing. */
    public record Batch<K, T>(K key, List<T> items) {}

    private final Bounds bounds;
    private final ToIntFunction<T> bytes;
    private final Map<K, ArrayDeque<T>> waiting = new LinkedHashMap<>();
    private int calls;
    private int singles;
    private int setbacks;
    private long notBeforeNs = System.nanoTime();

    public Batches(Bounds bounds, ToIntFunction<T> bytes) {
        this.bounds = bounds;
        this.bytes = bytes;
    }

    public synchronized void add(K key, T item) {
        queue(key).addLast(item);
    }

    private ArrayDeque<T> queue(K key) {
        return waiting.computeIfAbsent(key, absent -> new ArrayDeque<>());
    }

    /**
     * What to tell now, null for nothing. Each batch is followed by {@link #done}, {@link #again},
     * {@link #againSingly} or {@link #putBack}.
     *
     * @param mayGo which keys may be told
     */
    public synchronized @Nullable Batch<K, T> next(Predicate<K> mayGo) {
        if (calls >= bounds.calls() || System.nanoTime() - notBeforeNs < 0) {
            return null;
        }
        for (K key : waiting.keySet()) {
            if (mayGo.test(key)) {
                calls++;
                return take(key);
            }
        }
        return null;
    }

    private Batch<K, T> take(K key) {
        ArrayDeque<T> queue = queue(key);
        Batch<K, T> batch = new Batch<>(key, take(queue));
        waiting.remove(key); // to the end, so that each key has its turn
        if (!queue.isEmpty()) {
            waiting.put(key, queue);
        }
        return batch;
    }

    private List<T> take(ArrayDeque<T> queue) {
        List<T> items = new ArrayList<>();
        int most = singles > 0 ? 1 : bounds.items();
        singles = Math.max(0, singles - 1);
        long total = 0;
        while (!queue.isEmpty() && items.size() < most) {
            total += bytes.applyAsInt(queue.getFirst());
            if (total > bounds.bytes() && !items.isEmpty()) {
                break;
            }
            items.add(queue.removeFirst());
        }
        return items;
    }

    /** A call has been answered. */
    public synchronized void done() {
        calls--;
        setbacks = 0;
    }

    /** A call is to be made again, after a pause. */
    public synchronized void again(Batch<K, T> batch) {
        putBack(batch);
        setbacks++;
        notBeforeNs = System.nanoTime() + Backoff.DEFAULT.delayNs(setbacks);
    }

    /** What was refused together is to be told one by one. */
    public synchronized void againSingly(Batch<K, T> batch) {
        putBack(batch);
        singles += batch.items().size();
    }

    /** It was not told after all. */
    public synchronized void putBack(Batch<K, T> batch) {
        calls--;
        ArrayDeque<T> queue = queue(batch.key());
        for (T item : batch.items().reversed()) {
            queue.addFirst(item);
        }
    }

    /** A new connection: the pause was for the old one. */
    public synchronized void begin() {
        setbacks = 0;
        notBeforeNs = System.nanoTime();
    }

    /** Takes out what waits and is not to be told any more. */
    public synchronized List<T> remove(Predicate<T> unwanted) {
        List<T> removed = new ArrayList<>();
        for (ArrayDeque<T> queue : waiting.values()) {
            queue.removeIf(item -> unwanted.test(item) && removed.add(item));
        }
        waiting.values().removeIf(ArrayDeque::isEmpty);
        return removed;
    }

    /** Whether something waits that no answer will bring on its way. */
    public synchronized boolean isHeldUp() {
        return !waiting.isEmpty() && calls < bounds.calls();
    }

    public synchronized boolean isEmpty() {
        return waiting.isEmpty() && calls == 0;
    }
}
