package io.stargazer.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Roll} out of another by many changes. What was handed out never changes. One
 * thread.
 */
public final class RollEditor<V> {

    private @Nullable Object[][] chunks;
    private long first;
    private long next;
    private Roll<V> last;

    public RollEditor(Roll<V> roll) {
        chunks = roll.chunks().clone();
        first = roll.first();
        next = roll.next();
        last = roll;
        if (chunks.length > 0) {
            // Whoever made the roll may still write behind its end: that is another's chunk.
            chunks[chunks.length - 1] = chunks[chunks.length - 1].clone();
        }
    }

    /** Of an empty roll whose first place has a number. */
    public static <V> RollEditor<V> startingAt(long first) {
        return new RollEditor<>(new Roll<>(new @Nullable Object[0][], first, first));
    }

    /** The roll as it is now. */
    public Roll<V> roll() {
        if (last.first() != first || last.next() != next || last.chunks() != chunks) {
            last = new Roll<>(chunks, first, next);
        }
        return last;
    }

    public long first() {
        return first;
    }

    public long next() {
        return next;
    }

    public boolean isEmpty() {
        return first == next;
    }

    @SuppressWarnings("unchecked")
    public @Nullable V get(long number) {
        return number < first || number >= next
                ? null
                : (V) chunks[Roll.chunkOf(first, number)][Roll.placeOf(number)];
    }

    /** Adds something at the end and returns its number. */
    public long add(V value) {
        append(value);
        return next - 1;
    }

    private void append(@Nullable V value) {
        int chunk = Roll.chunkOf(first, next);
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk + 1); // what was handed out keeps the shorter one
            chunks[chunk] = new @Nullable Object[Roll.CHUNK];
        }
        chunks[chunk][Roll.placeOf(next)] = value;
        next++;
    }

    /** Makes a gap of a number. */
    public void clear(long number) {
        if (get(number) != null) {
            int chunk = Roll.chunkOf(first, number);
            chunks = chunks.clone();
            chunks[chunk] = chunks[chunk].clone();
            chunks[chunk][Roll.placeOf(number)] = null;
        }
    }

    /** Forgets the first place and returns what it had: null when it was a gap or there is none. */
    public @Nullable V removeFirst() {
        if (first == next) {
            return null;
        }
        V value = get(first);
        first++;
        if (first % Roll.CHUNK == 0) {
            chunks = Arrays.copyOfRange(chunks, 1, chunks.length);
        }
        return value;
    }

    /** Leaves gaps up to a number: what is added next has it. */
    public void skipTo(long number) {
        while (next < number) {
            append(null);
        }
    }
}
