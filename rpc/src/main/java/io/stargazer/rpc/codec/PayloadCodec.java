package io.stargazer.rpc.codec;

import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into payloads and back. Works on plain arrays: the event loop copies a payload out
 * of the socket's buffer once, and from there on nothing has to be released on any path. Used by
 * many threads at once. What cannot be decoded is {@code Rejected} with the code {@code
 * rpc.bad-payload}; a codec never makes an instance of a class that the contract does not name.
 */
public interface PayloadCodec {

    /** On the wire, 0-255; never changes. */
    int number();

    /**
     * This codec prepared for one contract, when it must know the classes beforehand.
     *
     * @throws IllegalArgumentException this codec cannot carry one of the methods
     */
    PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods);

    byte[] encode(Type type, @Nullable Object value);

    @Nullable Object decode(Type type, byte[] payload);

    byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments);

    @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload);
}
