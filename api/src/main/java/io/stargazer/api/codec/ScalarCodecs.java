package io.stargazer.api.codec;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values without components. */
final class ScalarCodecs {

    private static final Codec<Object> BOOLEAN =
            scalar((v, sink) -> sink.bool((Boolean) v), Source::bool);
    private static final Codec<Object> INT =
            scalar((v, sink) -> sink.signed((Integer) v), Source::signedInt);
    private static final Codec<Object> LONG =
            scalar((v, sink) -> sink.signed((Long) v), Source::signed);
    private static final Codec<Object> DOUBLE =
            scalar(
                    (v, sink) -> sink.fixed64(Double.doubleToRawLongBits((Double) v)),
                    source -> Double.longBitsToDouble(source.fixed64()));
    private static final Codec<Object> STRING =
            scalar((v, sink) -> sink.string((String) v), Source::string);
    private static final Codec<Object> BYTE_ARRAY =
            scalar((v, sink) -> sink.bytes((byte[]) v), Source::bytes);
    private static final Codec<Object> BYTES =
            scalar((v, sink) -> ((Bytes) v).writeTo(sink), Bytes::readFrom);
    private static final Codec<Object> INSTANT =
            scalar(ScalarCodecs::writeInstant, source -> time(source, Instant::ofEpochSecond));
    private static final Codec<Object> DURATION =
            scalar(ScalarCodecs::writeDuration, source -> time(source, Duration::ofSeconds));

    private static final Map<Class<?>, Codec<Object>> BY_CLASS =
            Map.ofEntries(
                    Map.entry(boolean.class, BOOLEAN),
                    Map.entry(Boolean.class, BOOLEAN),
                    Map.entry(int.class, INT),
                    Map.entry(Integer.class, INT),
                    Map.entry(long.class, LONG),
                    Map.entry(Long.class, LONG),
                    Map.entry(double.class, DOUBLE),
                    Map.entry(Double.class, DOUBLE),
                    Map.entry(String.class, STRING),
                    Map.entry(byte[].class, BYTE_ARRAY),
                    Map.entry(Bytes.class, BYTES),
                    Map.entry(Instant.class, INSTANT),
                    Map.entry(Duration.class, DURATION));

    private ScalarCodecs() {}

    static @Nullable Codec<Object> find(Class<?> type) {
        return BY_CLASS.get(type);
    }

    private static Codec<Object> scalar(
            BiConsumer<Object, Sink> writer, Function<Source, Object> reader) {
        return new Codec<>() {
            @Override
            public void write(Object value, Sink sink) {
                writer.accept(value, sink);
            }

            @Override
            public Object read(Source source) {
                return reader.apply(source);
            }
        };
    }

    private static void writeInstant(Object value, Sink sink) {
        Instant instant = (Instant) value;
        sink.signed(instant.getEpochSecond());
        sink.unsigned(instant.getNano());
    }

    private static void writeDuration(Object value, Sink sink) {
        Duration duration = (Duration) value;
        sink.signed(duration.toSeconds());
        sink.unsigned(duration.toNanosPart());
    }

    private static Object time(Source source, TimeFactory factory) {
        long seconds = source.signed();
        long nanos = source.unsigned();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new Malformed("a time has " + nanos + " nanoseconds");
        }
        try {
            return factory.of(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new Malformed("a time is out of range", e);
        }
    }

    private interface TimeFactory {
        Object of(long seconds, long nanos);
    }
}
