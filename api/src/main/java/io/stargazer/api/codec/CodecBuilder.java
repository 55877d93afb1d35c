package io.stargazer.api.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Builds the codec of one type and of everything in it. Nothing is shared before all of it is
 * built, so a type with an unsupported component is refused when it is asked for, not when it is
 * first used. One thread, one use.
 */
final class CodecBuilder {

    private final Map<Type, Codec<Object>> built = new HashMap<>();
    private final Set<Type> begun = new HashSet<>();

    Codec<Object> build(Type type) {
        Codec<Object> codec = codecOf(type);
        Codecs.share(built);
        return codec;
    }

    /** The codec of a component; of one that is being built further up, one that finds it later. */
    Codec<Object> codecOf(Type type) {
        Codec<Object> known = Codecs.find(type);
        if (known != null) {
            return known;
        }
        Codec<Object> ready = built.get(type);
        if (ready != null) {
            return ready;
        }
        if (!begun.add(type)) {
            return new RecursiveCodec(type);
        }
        Codec<Object> codec = construct(type);
        built.put(type, codec);
        return codec;
    }

    private Codec<Object> construct(Type type) {
        if (type instanceof ParameterizedType generic) {
            return constructGeneric(generic);
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
                return new RecordCodec(raw, this);
            }
            if (raw.isSealed() && raw.isInterface()) {
                return new SealedCodec(raw, this);
            }
        }
        throw new IllegalArgumentException(
                type.getTypeName()
                        + " has no binary form: use records, sealed interfaces, lists, sorted maps"
                        + " and simple values");
    }

    private Codec<Object> constructGeneric(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            if (arguments[0] instanceof Class<?> raw
                    && raw.isRecord()
                    && raw.getRecordComponents().length == 0) {
                throw new IllegalArgumentException(
                        type.getTypeName() + " has no binary form: its elements take no bytes");
            }
            return new ListCodec(codecOf(arguments[0]));
        }
        if (type.getRawType() == SortedMap.class && arguments[0] == String.class) {
            return new SortedMapCodec(codecOf(arguments[1]));
        }
        throw new IllegalArgumentException(
                type.getTypeName() + " has no binary form: use List or SortedMap<String, V>");
    }
}
