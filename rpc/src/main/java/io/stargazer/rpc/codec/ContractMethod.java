package io.stargazer.rpc.codec;

import io.stargazer.rpc.HashKey;
import io.stargazer.rpc.Idempotent;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.Timeout;
import io.stargazer.rpc.stream.CallKind;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One method of a contract (RP-1): a Java interface whose abstract methods return a value, {@code
 * void}, a {@code CompletableFuture<T>} or a {@code Flow.Publisher<T>}. A last parameter {@code
 * Flow.Publisher<T>} is what the caller streams. Names are not overloaded: a method's name is its
 * name on the wire.
 *
 * @param result what travels back: T, without the future or publisher around it
 * @param items what the caller sends after the arguments, one by one; null when it sends none
 */
public record ContractMethod(Method method, Reply reply, Type result, @Nullable Type items) {

    /** How the answer comes. */
    public enum Reply {
        VALUE,
        FUTURE,
        STREAM
    }

    /**
     * The remote methods of a contract, by name.
     *
     * @throws IllegalArgumentException not an interface, or a method that cannot travel
     */
    public static List<ContractMethod> of(Class<?> contract) {
        if (!contract.isInterface()) {
            throw new IllegalArgumentException(
                    contract.getName() + " is not an interface; a contract is an interface");
        }
        List<ContractMethod> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Method method : contract.getMethods()) {
            if (!Modifier.isAbstract(method.getModifiers())) {
                continue;
            }
            if (!names.add(method.getName())) {
                throw new IllegalArgumentException(
                        contract.getName()
                                + " overloads "
                                + method.getName()
                                + "; give each remote method its own name");
            }
            methods.add(of(method));
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException(contract.getName() + " has no remote method");
        }
        methods.sort(Comparator.comparing(ContractMethod::name));
        return List.copyOf(methods);
    }

    private static ContractMethod of(Method method) {
        Type items = items(method);
        int unused = hashKey(method);
        Class<?> type = method.getReturnType();
        Type generic = method.getGenericReturnType();
        if (type == CompletableFuture.class || type == CompletionStage.class) {
            return new ContractMethod(method, Reply.FUTURE, argument(method, generic), items);
        }
        if (type == Flow.Publisher.class) {
            return new ContractMethod(method, Reply.STREAM, argument(method, generic), items);
        }
        return new ContractMethod(method, Reply.VALUE, generic, items);
    }

    private static @Nullable Type items(Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        int at = types.indexOf(Flow.Publisher.class);
        if (at < 0) {
            return null;
        }
        if (at != types.size() - 1) {
            throw new IllegalArgumentException(
                    method + " takes a publisher that is not its last parameter");
        }
        return argument(method, method.getGenericParameterTypes()[at]);
    }

    private static int hashKey(Method method) {
        int found = -1;
        Parameter[] parameters = method.getParameters();
        for (int at = 0; at < parameters.length; at++) {
            if (parameters[at].isAnnotationPresent(HashKey.class)) {
                Class<?> type = parameters[at].getType();
                if (found >= 0 || type.isArray() || type == Flow.Publisher.class) {
                    throw new IllegalArgumentException(
                            method + " has one hash key, and that is no array and no publisher");
                }
                found = at;
            }
        }
        return found;
    }

    private static Type argument(Method method, Type generic) {
        if (generic instanceof ParameterizedType type) {
            return type.getActualTypeArguments()[0];
        }
        throw new IllegalArgumentException(
                method + " must say of what it is a " + ((Class<?>) generic).getSimpleName());
    }

    public String name() {
        return method.getName();
    }

    /** Who sends how much. */
    public CallKind kind() {
        return CallKind.of(items != null, reply == Reply.STREAM);
    }

    /** What travels in the request: all parameters but the publisher. */
    public List<Type> parameters() {
        List<Type> all = List.of(method.getGenericParameterTypes());
        return items == null ? all : all.subList(0, all.size() - 1);
    }

    /** Names in the source; needs a contract that is compiled with {@code -parameters}. */
    public List<String> parameterNames() {
        return Arrays.stream(method.getParameters()).map(Parameter::getName).toList();
    }

    /** Which parameter is the {@link HashKey}; -1 when none is. */
    public int hashKey() {
        return hashKey(method);
    }

    public boolean idempotent() {
        return method.isAnnotationPresent(Idempotent.class);
    }

    public boolean nonBlocking() {
        return method.isAnnotationPresent(NonBlocking.class);
    }

    public @Nullable Duration timeout() {
        Timeout timeout = method.getAnnotation(Timeout.class);
        return timeout == null ? null : Duration.ofMillis(timeout.millis());
    }

    public boolean returnsNothing() {
        return result == void.class || result == Void.class;
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + name();
    }
}
