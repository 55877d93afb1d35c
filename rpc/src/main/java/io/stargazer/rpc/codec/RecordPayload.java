package io.stargazer.rpc.codec;

import io.stargazer.api.Failure;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Number 3: records in the platform's own binary form, see {@link io.stargazer.api.codec}. For the
 * servers' own protocol: compact and quick, but a record that changes is another record. Nothing is
 * ever null. Bytes that are no record are refused, and so is what a record's constructor refuses:
 * in its own words where it throws a {@code Failure} (RP-9).
 */
public final class RecordPayload implements PayloadCodec {

    public static final int NUMBER = 3;

    private static final byte[] NOTHING = {};

    @Override
    public int number() {
        return NUMBER;
    }

    @Override
    public PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods) {
        for (ContractMethod method : methods) {
            method.parameters().forEach(Codec::of);
            if (!method.returnsNothing()) {
                Codec.of(method.result());
            }
            if (method.items() != null) {
                Codec.of(method.items());
            }
        }
        return this;
    }

    @Override
    public byte[] encode(Type type, @Nullable Object value) {
        if (type == void.class || type == Void.class) {
            return NOTHING;
        }
        if (value == null) {
            throw BadPayload.because("the record codec carries no null");
        }
        return Codec.of(type).encode(value);
    }

    @Override
    public @Nullable Object decode(Type type, byte[] payload) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        try {
            return Codec.of(type).decode(payload);
        } catch (Failure better) {
            throw better;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
    }

    @Override
    public byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments) {
        Sink sink = new Sink();
        List<Type> types = method.parameters();
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument == null) {
                throw BadPayload.because("the record codec carries no null");
            }
            Codec.of(types.get(i)).write(argument, sink);
        }
        return sink.toArray();
    }

    @Override
    public @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload) {
        List<Type> types = method.parameters();
        Source source = new Source(payload);
        Object[] arguments = new Object[types.size()];
        try {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = Codec.of(types.get(i)).read(source);
            }
            source.expectEnd();
        } catch (Failure better) {
            throw better;
        } catch (RuntimeException e) {
            throw unreadable(e);
        }
        return arguments;
    }

    private static RuntimeException unreadable(RuntimeException e) {
        return BadPayload.because(
                "the payload is not what the contract asks for: " + e.getMessage());
    }
}
