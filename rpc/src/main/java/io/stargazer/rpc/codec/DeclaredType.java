package io.stargazer.rpc.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is what a signature says, also inside collections, maps and optionals: else a
 * list of strings that holds numbers would break the handler and not the call.
 */
final class DeclaredType {

    private DeclaredType() {}

    /**
     * Refuses what does not fit.
     *
     * @return the value
     */
    static @Nullable Object require(Type type, @Nullable Object value) {
        boolean fits = value == null ? !isPrimitive(type) : fits(type, value);
        if (!fits) {
            throw BadPayload.because("the payload holds another type than " + type.getTypeName());
        }
        return value;
    }

    private static boolean isPrimitive(Type type) {
        return type instanceof Class<?> known && known.isPrimitive();
    }

    private static boolean fits(Type type, @Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (type instanceof Class<?> known) {
            return MethodType.methodType(known).wrap().returnType().isInstance(value);
        }
        if (type instanceof ParameterizedType generic) {
            return fits(generic.getRawType(), value)
                    && contentFits(generic.getActualTypeArguments(), value);
        }
        if (type instanceof GenericArrayType array) {
            return value instanceof Object[] elements
                    && allFit(array.getGenericComponentType(), Arrays.asList(elements));
        }
        if (type instanceof WildcardType wildcard) {
            return fits(wildcard.getUpperBounds()[0], value);
        }
        return !(type instanceof TypeVariable<?> variable) || fits(variable.getBounds()[0], value);
    }

    private static boolean contentFits(Type[] arguments, Object value) {
        return switch (value) {
            case Collection<?> elements when arguments.length == 1 ->
                    allFit(arguments[0], elements);
            case Map<?, ?> map when arguments.length == 2 ->
                    allFit(arguments[0], map.keySet()) && allFit(arguments[1], map.values());
            case Optional<?> maybe -> fits(arguments[0], maybe.orElse(null));
            default -> true;
        };
    }

    private static boolean allFit(Type type, Collection<?> elements) {
        if (type != Object.class) {
            for (Object element : elements) {
                if (!fits(type, element)) {
                    return false;
                }
            }
        }
        return true;
    }
}
