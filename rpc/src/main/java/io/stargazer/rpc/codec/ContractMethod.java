package io.stargazer.rpc.codec;

import io.stargazer.rpc.Idempotent;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.Timeout;
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
 * void}, a {@code CompletableFuture<T>} or a {@code Flow.Publisher<T>}. Names are not overloaded: a
 * method's name is its name on the wire.
 *
 * @param result what travels back: T, without the future or publisher around it
 */
public record ContractMethod(Method method, Reply reply, Type result) {

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
        Class<?> type = method.getReturnType();
        if (type == CompletableFuture.class || type == CompletionStage.class) {
            return new ContractMethod(method, Reply.FUTURE, argument(method));
        }
        if (type == Flow.Publisher.class) {
            return new ContractMethod(method, Reply.STREAM, argument(method));
        }
        return new ContractMethod(method, Reply.VALUE, method.getGenericReturnType());
    }

    private static Type argument(Method method) {
        if (method.getGenericReturnType() instanceof ParameterizedType type) {
            return type.getActualTypeArguments()[0];
        }
        throw new IllegalArgumentException(
                method + " must say of what it is a " + method.getReturnType().getSimpleName());
    }

    public String name() {
        return method.getName();
    }

    public List<Type> parameters() {
        return List.of(method.getGenericParameterTypes());
    }

    /** Names in the source; needs a contract that is compiled with {@code -parameters}. */
    public List<String> parameterNames() {
        return Arrays.stream(method.getParameters()).map(Parameter::getName).toList();
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
