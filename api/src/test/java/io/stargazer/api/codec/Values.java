package io.stargazer.api.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of any type that has a binary form, by reflection over record components. What the
 * simple values are is up to {@link Scalars}: seeded chance, or one fixed example.
 */
final class Values {

    /**
     * Chooses simple values by the path of the component they are for, as in {@code
     * registration.instance.tags-0}.
     */
    interface Scalars {
        String text(String path);

        long number(String path);

        /** At least 0 and below the bound. */
        int choice(String path, int bound);

        int size(String path);

        boolean isAbsent(String path);

        /** The last name of a path, without the number of an element. */
        static String component(String path) {
            return path.substring(path.lastIndexOf('.') + 1).replaceAll("-\\d+", "");
        }
    }

    private final Scalars scalars;

    Values(Scalars scalars) {
        this.scalars = scalars;
    }

    <T> T of(Class<T> type) {
        return type.cast(value(type, ""));
    }

    private Object value(Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(arguments[0], path)
                    : map(arguments[1], path);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            Object[] constants = raw.getEnumConstants();
            return constants[scalars.choice(path, constants.length)];
        }
        if (raw.isRecord()) {
            return record(raw, path);
        }
        if (raw.isSealed()) {
            Class<?>[] members = raw.getPermittedSubclasses();
            return record(members[scalars.choice(path, members.length)], path);
        }
        return scalar(raw, path);
    }

    private Object scalar(Class<?> type, String path) {
        if (type == boolean.class) {
            return scalars.choice(path, 2) == 1;
        } else if (type == int.class) {
            return (int) scalars.number(path);
        } else if (type == long.class) {
            return scalars.number(path);
        } else if (type == double.class) {
            return Double.longBitsToDouble(scalars.number(path));
        } else if (type == Duration.class) {
            return Duration.ofSeconds(scalars.number(path), scalars.choice(path, 1_000_000_000));
        } else if (type == Instant.class) {
            return Instant.ofEpochSecond(
                    scalars.number(path) % Instant.MAX.getEpochSecond(),
                    scalars.choice(path, 1_000_000_000));
        } else if (type == String.class) {
            return scalars.text(path);
        } else if (type == Bytes.class) {
            byte[] bytes = new byte[scalars.size(path)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) scalars.number(path + "-" + i);
            }
            return Bytes.of(bytes);
        }
        throw new AssertionError("no rule to make a " + type + " for " + path);
    }

    private List<Object> list(Type element, String path) {
        List<Object> list = new ArrayList<>();
        int size = scalars.size(path);
        for (int i = 0; i < size; i++) {
            list.add(value(element, path + "-" + i));
        }
        return List.copyOf(list);
    }

    private SortedMap<String, Object> map(Type valueType, String path) {
        SortedMap<String, Object> map = new TreeMap<>();
        int size = scalars.size(path);
        for (int i = 0; i < size; i++) {
            map.put(scalars.text(path + "-" + i), value(valueType, path + "-" + i));
        }
        return map;
    }

    private Object record(Class<?> type, String path) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            String below = path.isEmpty() ? component.getName() : path + "." + component.getName();
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            values[i] =
                    nullable && scalars.isAbsent(below)
                            ? null
                            : value(component.getGenericType(), below);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + " refused generated values", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.toString(), e);
        }
    }
}
