package io.stargazer.rpc.client;

import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.codec.PayloadCodec;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A contract as an object (RP-1). Synchronous methods block the calling thread, virtual or not;
 * when it is interrupted the call is cancelled. Failures are thrown as the provider threw them. A
 * call's time is that of the options, else the method's {@link io.stargazer.rpc.Timeout}, else 10
 * s, and never more than what is left of the call that this thread serves.
 */
public final class RpcProxy implements InvocationHandler {

    private record Remote(
            ContractMethod contract, RpcMethod method, CallOptions options, int hashKey) {

        /** For a call with these arguments. */
        private CallOptions options(@Nullable Object[] arguments) {
            Object key = hashKey < 0 ? null : arguments[hashKey];
            return key == null ? options : options.withHashKey(key.toString());
        }
    }

    private static final @Nullable Object[] NO_ARGUMENTS = {};

    private final String service;
    private final Caller caller;
    private final PayloadCodec codec;
    private final Map<Method, Remote> remotes = new HashMap<>();

    private RpcProxy(String service, Caller caller, PayloadCodec codec) {
        this.service = service;
        this.caller = caller;
        this.codec = codec;
    }

    /**
     * Makes a contract of a caller. Options that hedge hedge its idempotent methods.
     *
     * @throws IllegalArgumentException not a contract, or one that the codec cannot carry, or one
     *     without an idempotent method that is to be hedged
     */
    public static <T> T create(
            Class<T> contract,
            String service,
            Caller caller,
            PayloadCodec codec,
            CallOptions options) {
        List<ContractMethod> methods = ContractMethod.of(contract);
        if (options.hedgeAfter() != null
                && methods.stream().noneMatch(ContractMethod::idempotent)) {
            throw new IllegalArgumentException(
                    "calls of "
                            + contract.getName()
                            + " cannot be hedged: no method of it is marked @Idempotent");
        }
        RpcProxy proxy = new RpcProxy(service, caller, codec.forContract(contract, methods));
        for (ContractMethod method : methods) {
            proxy.remotes.put(method.method(), proxy.remote(method, options));
        }
        return contract.cast(
                Proxy.newProxyInstance(
                        contract.getClassLoader(), new Class<?>[] {contract}, proxy));
    }

    private Remote remote(ContractMethod method, CallOptions options) {
        Duration timeout = method.timeout();
        CallOptions own = method.idempotent() ? options : options.withHedgeAfter(null);
        return new Remote(
                method,
                new RpcMethod(service, method.name(), codec.number(), method.idempotent()),
                own.timeout() == null && timeout != null ? own.withTimeout(timeout) : own,
                method.hashKey());
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        Remote remote = remotes.get(method);
        if (remote == null) {
            return local(proxy, method, arguments);
        }
        ContractMethod contract = remote.contract();
        return switch (contract.reply()) {
            case STREAM ->
                    Converted.of(stream(remote, arguments), item -> decodePresent(contract, item));
            case FUTURE ->
                    Converted.<byte[], @Nullable Object>of(
                            call(remote, arguments), bytes -> decode(contract, bytes));
            case VALUE -> decode(contract, await(call(remote, arguments)));
        };
    }

    private CompletableFuture<byte[]> call(Remote remote, @Nullable Object[] arguments) {
        byte[] payload = payload(remote.contract(), arguments);
        CallOptions options = remote.options(arguments);
        Type items = remote.contract().items();
        return items == null
                ? caller.call(remote.method(), payload, options)
                : caller.upload(remote.method(), payload, encoded(items, arguments), options);
    }

    private Flow.Publisher<byte[]> stream(Remote remote, @Nullable Object[] arguments) {
        byte[] payload = payload(remote.contract(), arguments);
        CallOptions options = remote.options(arguments);
        Type items = remote.contract().items();
        return items == null
                ? caller.stream(remote.method(), payload, options)
                : caller.duplex(remote.method(), payload, encoded(items, arguments), options);
    }

    private byte[] payload(ContractMethod contract, @Nullable Object[] arguments) {
        return codec.encodeArguments(
                contract,
                contract.items() == null
                        ? arguments
                        : Arrays.copyOf(arguments, arguments.length - 1));
    }

    /** The last argument, which is the publisher of what the caller streams. */
    private Flow.Publisher<byte[]> encoded(Type type, @Nullable Object[] arguments) {
        if (!(arguments[arguments.length - 1] instanceof Flow.Publisher<?> items)) {
            throw new IllegalArgumentException("the publisher of the items is null");
        }
        return Converted.of(items, item -> codec.encode(type, item));
    }

    private static byte[] await(CompletableFuture<byte[]> call) {
        try {
            return call.get();
        } catch (InterruptedException interrupted) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new Rejected(
                    Status.CANCELLED, "rpc.cancelled", "the calling thread was interrupted");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new Faulted("rpc.fault", "the call failed: " + failed.getCause());
        }
    }

    private @Nullable Object decode(ContractMethod contract, byte[] bytes) {
        try {
            return codec.decode(contract.result(), bytes);
        } catch (Rejected unreadable) {
            throw new Faulted(
                    "rpc.bad-answer",
                    "the answer of "
                            + service
                            + "/"
                            + contract.name()
                            + " cannot be read: "
                            + unreadable.getMessage());
        }
    }

    private Object decodePresent(ContractMethod contract, byte[] bytes) {
        Object item = decode(contract, bytes);
        if (item == null) {
            throw new Faulted("rpc.bad-answer", "a stream must not carry null");
        }
        return item;
    }

    @SuppressWarnings("ReferenceEquality") // A proxy equals itself only.
    private @Nullable Object local(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "RpcProxy[" + service + "]";
        };
    }
}
