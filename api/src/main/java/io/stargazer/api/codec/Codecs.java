package io.stargazer.api.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** Finds or builds the codec of a type; one shared table for the process. */
final class Codecs {

    private static final ConcurrentHashMap<Type, Codec<Object>> BY_TYPE = new ConcurrentHashMap<>();

    private Codecs() {}

    static Codec<Object> of(Type type) {
        Codec<Object> known = BY_TYPE.get(type);
        if (known != null) {
            return known;
        }
        Codec<Object> built = build(type);
        Codec<Object> first = BY_TYPE.putIfAbsent(type, built);
        return first != null ? first : built;
    }

    /** As {@link #of}, resolved at first use, so that recursive types can be built. */
    static Codec<Object> later(Type type) {
        return new Codec<>() {
            @Override
            public void write(Object value, Sink sink) {
                of(type).write(value, sink);
            }

            @Override
            public Object read(Source source) {
                return of(type).read(source);
            }
        };
    }

    private static Codec<Object> build(Type type) {
        if (type instanceof ParameterizedType generic) {
            return buildGeneric(generic);
        }
        if (type instanceof Class<?> raw) {
            Codec<Object> scalar = ScalarCodecs.find(raw);
            if (scalar != null) {
                return scalar;
            }
            if (raw.isEnum()) {
                return new EnumCodec(raw);
            }
            if (raw.isRecord()) {
                return new RecordCodec(raw);
            }
            if (raw.isSealed() && raw.isInterface()) {
                return new SealedCodec(raw);
            }
        }
        throw new IllegalArgumentException(
                type.getTypeName()
                        + " has no binary form: use records, sealed interfaces, lists, sorted maps"
                        + " and simple values");
    }

    private static Codec<Object> buildGeneric(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new ListCodec(later(arguments[0]));
        }
        if (type.getRawType() == SortedMap.class && arguments[0] == String.class) {
            return new SortedMapCodec(later(arguments[1]));
        }
        throw new IllegalArgumentException(
                type.getTypeName() + " has no binary form: use List or SortedMap<String, V>");
    }
}
