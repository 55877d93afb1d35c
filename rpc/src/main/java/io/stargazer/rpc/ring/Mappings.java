package io.stargazer.rpc.ring;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives mapped memory back at once. Otherwise it stays until the garbage collector finds the
 * buffer, and a ring costs this process hardly any heap, so that may be never. Where the JDK offers
 * no way, it is left to the collector.
 */
final class Mappings {

    private static final @Nullable MethodHandle INVOKE_CLEANER = find();

    private Mappings() {}

    private static @Nullable MethodHandle find() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(
                            unsafe,
                            "invokeCleaner",
                            MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            return null;
        }
    }

    /** Nothing may touch the buffer afterwards, nor any slice of it. */
    static void unmap(MappedByteBuffer buffer) {
        if (INVOKE_CLEANER == null) {
            return;
        }
        try {
            INVOKE_CLEANER.invoke((ByteBuffer) buffer);
        } catch (Throwable impossible) {
            throw new AssertionError("a mapped buffer has a cleaner", impossible);
        }
    }
}
