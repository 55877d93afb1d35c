package io.stargazer.rpc.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.fory.ThreadSafeFory;
import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.exception.InsecureException;
import org.apache.fory.serializer.JdkProxySerializer;
import org.apache.fory.serializer.LambdaSerializer;
import org.apache.fory.serializer.Serializer;

/**
 * Classes that Fory reads without being told to, and that do more than hold data: they compile
 * (patterns), look for classes (lambdas, proxies, class objects) or carry what is not for the other
 * side (stack traces). They travel only where a contract names them (RP-9).
 */
final class ForbiddenClasses {

    private static final List<Class<?>> ALL =
            List.of(
                    Class.class,
                    Class[].class,
                    SerializedLambda.class,
                    LambdaSerializer.ReplaceStub.class,
                    JdkProxySerializer.ReplaceStub.class,
                    Pattern.class,
                    StackTraceElement.class,
                    StackTraceElement[].class,
                    Throwable.class,
                    Exception.class,
                    RuntimeException.class,
                    IllegalArgumentException.class,
                    IllegalStateException.class,
                    IndexOutOfBoundsException.class,
                    ArrayIndexOutOfBoundsException.class,
                    NullPointerException.class,
                    IOException.class);

    private ForbiddenClasses() {}

    /**
     * Refuses all but those that a contract names, or whose superclass it does.
     *
     * @param named the types in the contract's signatures
     */
    static void refuse(ThreadSafeFory fory, Set<Type> named) {
        boolean failures = named.stream().anyMatch(ForbiddenClasses::isFailure);
        for (Class<?> type : ALL) {
            boolean partOfFailure = isFailure(type) || type.getName().contains("StackTrace");
            if (!named.contains(type) && !(failures && partOfFailure)) {
                fory.registerSerializer(
                        type, resolver -> new Refusal<>(resolver.getConfig(), type));
            }
        }
    }

    private static boolean isFailure(Type type) {
        return type instanceof Class<?> known && Throwable.class.isAssignableFrom(known);
    }

    private static final class Refusal<T> extends Serializer<T> {

        Refusal(Config config, Class<T> type) {
            super(config, type);
        }

        @Override
        public void write(WriteContext context, T value) {
            throw refused();
        }

        @Override
        public T read(ReadContext context) {
            throw refused();
        }

        private InsecureException refused() {
            return new InsecureException(getType().getName() + " is not named by the contract");
        }
    }
}
