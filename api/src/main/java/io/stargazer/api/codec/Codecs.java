package io.stargazer.api.codec;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds or builds the codec of a type; one shared table for the process. */
final class Codecs {

    private static final ConcurrentHashMap<Type, Codec<Object>> BY_TYPE = new ConcurrentHashMap<>();

    private Codecs() {}

    static Codec<Object> of(Type type) {
        Codec<Object> known = find(type);
        return known != null ? known : new CodecBuilder().build(type);
    }

    static @Nullable Codec<Object> find(Type type) {
        return BY_TYPE.get(type);
    }

    static void share(Map<Type, Codec<Object>> built) {
        built.forEach(BY_TYPE::putIfAbsent);
    }
}
