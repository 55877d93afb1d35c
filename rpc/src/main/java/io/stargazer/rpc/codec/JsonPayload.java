package io.stargazer.rpc.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Number 1: JSON, for callers of any language. Arguments are an array in the order of the
 * parameters or an object by their names; an absent one is null. Unknown fields are ignored, so
 * that contracts can grow. The type is always the contract's; JSON never names a class. How values
 * look is {@link JsonRules}' to say.
 */
public final class JsonPayload implements PayloadCodec {

    public static final int NUMBER = 1;

    private static final byte[] NOTHING = {};

    private final ObjectMapper mapper;

    public JsonPayload() {
        this(JsonRules.mapper());
    }

    /**
     * JSON as a given mapper writes it.
     *
     * @param mapper without default typing: JSON must not choose classes
     */
    public JsonPayload(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public int number() {
        return NUMBER;
    }

    @Override
    public PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods) {
        return this;
    }

    @Override
    public byte[] encode(Type type, @Nullable Object value) {
        if (type == void.class || type == Void.class) {
            return NOTHING;
        }
        try {
            return mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw BadPayload.because(
                    "the value cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public @Nullable Object decode(Type type, byte[] payload) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        try {
            return mapper.readValue(payload, mapper.constructType(type));
        } catch (IOException | StackOverflowError e) {
            throw unreadable(e);
        }
    }

    @Override
    public byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments) {
        List<Type> types = method.parameters();
        if (types.isEmpty()) {
            return NOTHING;
        }
        ArrayNode array = mapper.createArrayNode();
        try {
            for (int at = 0; at < arguments.length; at++) {
                array.addRawValue(
                        new RawValue(
                                mapper.writerFor(mapper.constructType(types.get(at)))
                                        .writeValueAsString(arguments[at])));
            }
            return mapper.writeValueAsBytes(array);
        } catch (JsonProcessingException e) {
            throw BadPayload.because(
                    "the arguments cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload) {
        if (payload.length == 0 && method.parameters().isEmpty()) {
            return new Object[0];
        }
        try (JsonParser parser = mapper.createParser(payload)) {
            return new JsonArguments(mapper, method).read(parser);
        } catch (IOException | StackOverflowError e) {
            throw unreadable(e);
        }
    }

    private static RuntimeException unreadable(Throwable e) {
        String why =
                e instanceof JsonProcessingException json
                        ? json.getOriginalMessage()
                        : String.valueOf(e.getMessage());
        return BadPayload.because("the payload is not the JSON that the contract asks for: " + why);
    }
}
