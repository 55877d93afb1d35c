package io.stargazer.rpc.codec;

import java.lang.reflect.Type;
import java.util.List;
import org.apache.fory.Fory;
import org.apache.fory.ThreadSafeFory;
import org.jspecify.annotations.Nullable;

/**
 * Number 2: Apache Fory, between Java programs that share the contract's classes. One pool of Fory
 * per contract, which knows the classes reachable from the contract's signatures by their names and
 * refuses every other: the wire cannot name a class into being, nor have it looked for. Of the JDK
 * it reads what only holds data, see {@link ForbiddenClasses} (RP-9).
 *
 * <p>A payload may nest 50 deep and grow to 128 MiB when read.
 */
public final class ForyPayload implements PayloadCodec {

    public static final int NUMBER = 2;

    private static final byte[] NOTHING = {};

    /** What one payload may take up once it is read: small things written small, many times. */
    private static final long MOST_BYTES_READ = 128 << 20;

    private static final int MOST_NESTED = 50;

    private final @Nullable ThreadSafeFory fory;

    /** Knows no contract yet: for a {@link CodecTable}. */
    public ForyPayload() {
        this(null);
    }

    private ForyPayload(@Nullable ThreadSafeFory fory) {
        this.fory = fory;
    }

    @Override
    public int number() {
        return NUMBER;
    }

    @Override
    public PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods) {
        ThreadSafeFory prepared =
                Fory.builder()
                        .withXlang(false)
                        .withRefTracking(false)
                        .requireClassRegistration(true)
                        .withDeserializeUnknownClass(false)
                        .withMaxGraphMemoryBytes(MOST_BYTES_READ)
                        .withMaxDepth(MOST_NESTED)
                        .suppressClassRegistrationWarnings(true)
                        .buildThreadSafeForyPool(
                                Math.max(2, Runtime.getRuntime().availableProcessors() * 2));
        for (Class<?> reachable : ReachableClasses.of(methods)) {
            prepared.register(reachable, reachable.getName());
        }
        ForbiddenClasses.refuse(prepared, ReachableClasses.named(methods));
        return new ForyPayload(prepared);
    }

    @Override
    public byte[] encode(Type type, @Nullable Object value) {
        return type == void.class || type == Void.class ? NOTHING : write(value);
    }

    @Override
    public @Nullable Object decode(Type type, byte[] payload) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        return DeclaredType.require(type, read(payload));
    }

    @Override
    public byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments) {
        return arguments.length == 0 ? NOTHING : write(arguments);
    }

    @Override
    public @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload) {
        List<Type> types = method.parameters();
        if (types.isEmpty()) {
            return new Object[0];
        }
        if (!(read(payload) instanceof Object[] arguments) || arguments.length != types.size()) {
            throw BadPayload.because(
                    "the payload does not hold the "
                            + types.size()
                            + " arguments of "
                            + method.name());
        }
        for (int at = 0; at < arguments.length; at++) {
            DeclaredType.require(types.get(at), arguments[at]);
        }
        return arguments;
    }

    private byte[] write(@Nullable Object value) {
        try {
            return ready().serialize(value);
        } catch (RuntimeException e) {
            throw BadPayload.because("the value cannot be written by Fory: " + e.getMessage());
        }
    }

    private @Nullable Object read(byte[] payload) {
        try {
            return ready().deserialize(payload);
        } catch (RuntimeException e) {
            throw BadPayload.because("the payload cannot be read by Fory: " + e.getMessage());
        }
    }

    private ThreadSafeFory ready() {
        if (fory == null) {
            throw new IllegalStateException("this codec was not prepared for a contract");
        }
        return fory;
    }
}
