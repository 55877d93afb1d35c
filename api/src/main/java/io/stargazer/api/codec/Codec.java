package io.stargazer.api.codec;

import java.lang.reflect.Type;

/**
 * Writes and reads values of one type. Instances are immutable, thread-safe and shared.
 *
 * <p>Types: boolean, int, long, double, String, {@link Bytes}, byte[], Instant, Duration, enums (by
 * ordinal: constants are only ever appended), {@code List}, {@code SortedMap<String, V>}, public
 * records, sealed interfaces whose records carry a {@link Tag}. A record component marked
 * {@code @Nullable} is preceded by a byte that says whether it is there. A type may contain itself,
 * at most 100 deep.
 */
public interface Codec<T> {

    /**
     * @throws IllegalArgumentException when a text has half a surrogate pair, or the value is
     *     nested too deep
     */
    void write(T value, Sink sink);

    /**
     * @throws Malformed when the bytes cannot be a value of this type
     * @throws io.stargazer.api.Rejected when a record's constructor refuses the values
     */
    T read(Source source);

    /**
     * The codec of a class. Built on first use, then shared.
     *
     * @throws IllegalArgumentException when the class or one of its components has no codec
     */
    @SuppressWarnings("unchecked")
    static <T> Codec<T> of(Class<T> type) {
        return (Codec<T>) Codecs.of(type);
    }

    /** As {@link #of(Class)}, for generic types such as {@code List<Instance>}. */
    static Codec<Object> of(Type type) {
        return Codecs.of(type);
    }

    default byte[] encode(T value) {
        Sink sink = new Sink();
        write(value, sink);
        return sink.toArray();
    }

    /** Reads one value that fills the whole array. */
    default T decode(byte[] bytes) {
        Source source = new Source(bytes);
        T value = read(source);
        source.expectEnd();
        return value;
    }
}
