package io.stargazer.core;

import org.jspecify.annotations.Nullable;

/**
 * An immutable list of things in the order in which they came, numbered without end: it grows at
 * its end, is forgotten from its beginning, and may have gaps. Made by a {@link RollEditor}, which
 * writes behind the end of what was handed out; so adding costs next to nothing.
 *
 * <pre>
 *   numbers   first .............................. next
 *   chunks    [ - - a b ] [ c - d e ] [ f g h - ]
 * </pre>
 */
public final class Roll<V> {

    static final int CHUNK = 512;

    private static final Roll<?> EMPTY = new Roll<>(new @Nullable Object[0][], 0, 0);

    private final @Nullable Object[][] chunks;
    private final long first;
    private final long next;

    Roll(@Nullable Object[][] chunks, long first, long next) {
        this.chunks = chunks;
        this.first = first;
        this.next = next;
    }

    @SuppressWarnings("unchecked")
    public static <V> Roll<V> empty() {
        return (Roll<V>) EMPTY;
    }

    /** The number of the first place. */
    public long first() {
        return first;
    }

    /** The number of the place that is filled next. */
    public long next() {
        return next;
    }

    /** What has a number; null in a gap, before the first and after the last. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(long number) {
        if (number < first || number >= next) {
            return null;
        }
        return (V) chunks[chunkOf(first, number)][placeOf(number)];
    }

    @Nullable Object[][] chunks() {
        return chunks;
    }

    /** Which chunk has a number, when the first chunk has another. */
    static int chunkOf(long first, long number) {
        return Math.toIntExact(number / CHUNK - first / CHUNK);
    }

    static int placeOf(long number) {
        return (int) (number % CHUNK);
    }
}
