package io.stargazer.api.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record as its components in order. */
final class RecordCodec implements Codec<Object> {

    private final MethodHandle constructor;
    private final MethodHandle[] accessors;
    private final Codec<Object>[] codecs;
    private final boolean[] nullable;

    @SuppressWarnings({"unchecked", "rawtypes"})
    RecordCodec(Class<?> type, CodecBuilder builder) {
        RecordComponent[] components = type.getRecordComponents();
        accessors = new MethodHandle[components.length];
        codecs = new Codec[components.length];
        nullable = new boolean[components.length];
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                types[i] = component.getType();
                codecs[i] = builder.codecOf(component.getGenericType());
                nullable[i] = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                accessors[i] =
                        lookup.unreflect(component.getAccessor())
                                .asType(MethodType.methodType(Object.class, Object.class));
            }
            constructor =
                    lookup.findConstructor(type, MethodType.methodType(void.class, types))
                            .asSpreader(Object[].class, components.length)
                            .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " must be a public record", e);
        }
    }

    @Override
    public void write(Object value, Sink sink) {
        for (int i = 0; i < accessors.length; i++) {
            Object component = component(i, value);
            if (nullable[i]) {
                sink.bool(component != null);
                if (component == null) {
                    continue;
                }
            }
            codecs[i].write(component, sink);
        }
    }

    @SuppressWarnings("NullAway") // invokeExact cannot say that a component may be null
    private Object component(int i, Object value) {
        try {
            return (Object) accessors[i].invokeExact(value);
        } catch (Throwable e) {
            throw new IllegalStateException("accessor " + i + " of " + value.getClass(), e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // a nullable component is null on purpose
    public Object read(Source source) {
        Object[] values = new Object[codecs.length];
        for (int i = 0; i < codecs.length; i++) {
            values[i] = nullable[i] && !source.bool() ? null : codecs[i].read(source);
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Malformed("the values " + Arrays.toString(values) + " are no record", e);
        }
    }
}
