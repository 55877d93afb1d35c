package io.stargazer.rpc.service;

import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.codec.PayloadCodec;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Makes a method on bytes of a method on values: decode, call, encode. */
final class ContractBody {

    private ContractBody() {}

    static BoundMethod bind(
            String service, ContractMethod method, PayloadCodec codec, Object implementation) {
        MethodHandle handle = handle(method.method(), implementation);
        boolean streams = method.reply() == ContractMethod.Reply.STREAM;
        BoundMethod.Body body =
                (call, request) -> {
                    Object result =
                            (Object) handle.invokeExact(codec.decodeArguments(method, request));
                    return reply(method, codec, result);
                };
        return new BoundMethod(service, method.name(), streams, method.nonBlocking(), body);
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
