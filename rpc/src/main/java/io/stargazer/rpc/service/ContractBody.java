package io.stargazer.rpc.service;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.codec.PayloadCodec;
import io.stargazer.rpc.stream.EncodedItem;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Makes a method on bytes of a method on values: decode, call, encode. */
final class ContractBody {

    private ContractBody() {}

    static BoundMethod bind(
            String service, ContractMethod method, PayloadCodec codec, Object implementation) {
        MethodHandle handle = handle(method.method(), implementation);
        Type itemType = method.items();
        BoundMethod.Body body =
                (call, request, items) -> {
                    @Nullable Object[] arguments = codec.decodeArguments(method, request);
                    if (itemType != null) {
                        arguments = withItems(arguments, decoded(codec, itemType, items));
                    }
                    return reply(method, codec, (Object) handle.invokeExact(arguments));
                };
        return new BoundMethod(service, method.name(), method.kind(), method.nonBlocking(), body);
    }

    private static MethodHandle handle(Method method, Object implementation) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(implementation)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(method + " cannot be called from outside", e);
        }
    }

    private static @Nullable Object[] withItems(@Nullable Object[] arguments, Object items) {
        @Nullable Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = items;
        return all;
    }

    private static Flow.Publisher<Object> decoded(
            PayloadCodec codec, Type type, Flow.Publisher<byte[]> items) {
        return Converted.of(
                items,
                bytes -> {
                    Object item = codec.decode(type, bytes);
                    if (item == null) {
                        throw new Rejected(
                                Status.INVALID_ARGUMENT,
                                "rpc.bad-payload",
                                "a stream must not carry null");
                    }
                    return item;
                });
    }

    @SuppressWarnings("unchecked") // ContractMethod has looked at the declared return type.
    private static Object reply(
            ContractMethod method, PayloadCodec codec, @Nullable Object result) {
        return switch (method.reply()) {
            case VALUE -> codec.encode(method.result(), result);
            case FUTURE ->
                    Converted.of(
                            (CompletionStage<Object>) present(method, result),
                            value -> codec.encode(method.result(), value));
            case STREAM ->
                    Converted.of(
                            (Flow.Publisher<Object>) present(method, result),
                            item -> EncodedItem.of(codec.encode(method.result(), item)));
        };
    }

    private static Object present(ContractMethod method, @Nullable Object result) {
        if (result == null) {
            throw new IllegalStateException(method + " returned null");
        }
        return result;
    }
}
