package io.stargazer.sdk.task.wire;

import io.stargazer.api.codec.Bytes;
import io.stargazer.rpc.codec.JsonPayload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Payloads and results as they travel: {@code byte[]} as it is, nothing as no bytes, and all else
 * as JSON in the rules of calls, so that people can read it and other languages can write it.
 */
public final class Values {

    private static final JsonPayload JSON = new JsonPayload();

    private Values() {}

    /**
     * Writes a value by its own class.
     *
     * @throws io.stargazer.api.Rejected {@code rpc.bad-payload} when it cannot be written
     */
    public static Bytes encode(@Nullable Object value) {
        if (value == null) {
            return Bytes.EMPTY;
        }
        return Bytes.of(
                value instanceof byte[] bytes ? bytes : JSON.encode(value.getClass(), value));
    }

    /**
     * Reads a value of a type; null of no bytes.
     *
     * @throws io.stargazer.api.Rejected {@code rpc.bad-payload} when they are none
     */
    public static @Nullable Object decode(Type type, Bytes bytes) {
        if (type == byte[].class) {
            return bytes.toArray();
        }
        return bytes.size() == 0 ? null : JSON.decode(type, bytes.toArray());
    }
}
