package io.stargazer.rpc.codec;

import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Number 0: the payload is the value. Methods take one {@code byte[]} or nothing, and return the
 * same; items are {@code byte[]}.
 */
public final class RawPayload implements PayloadCodec {

    public static final int NUMBER = 0;

    private static final byte[] NOTHING = {};

    @Override
    public int number() {
        return NUMBER;
    }

    @Override
    public PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods) {
        for (ContractMethod method : methods) {
            List<Type> parameters = method.parameters();
            boolean bytesIn =
                    parameters.isEmpty() || parameters.equals(List.<Type>of(byte[].class));
            boolean bytesOut = method.returnsNothing() || method.result() == byte[].class;
            boolean byteItems = method.items() == null || method.items() == byte[].class;
            if (!bytesIn || !bytesOut || !byteItems) {
                throw new IllegalArgumentException(
                        method + " cannot travel as raw bytes: it must take and return byte[]");
            }
        }
        return this;
    }

    @Override
    public byte[] encode(Type type, @Nullable Object value) {
        return value == null ? NOTHING : (byte[]) value;
    }

    @Override
    public @Nullable Object decode(Type type, byte[] payload) {
        return type == byte[].class ? payload : null;
    }

    @Override
    public byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments) {
        return arguments.length == 0 ? NOTHING : encode(byte[].class, arguments[0]);
    }

    @Override
    public @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload) {
        return method.parameters().isEmpty() ? new Object[0] : new Object[] {payload};
    }
}
