package io.stargazer.rpc.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Number 1: JSON, for callers of any language. Arguments are an array in the order of the
 * parameters or an object by their names; an absent one is null. Unknown fields are ignored, so
 * that contracts can grow. The type is always the contract's; JSON never names a class.
 */
public final class JsonPayload implements PayloadCodec {

    public static final int NUMBER = 1;

    private static final byte[] NOTHING = {};

    private final ObjectMapper mapper;

    public JsonPayload() {
        this(
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build());
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
        } catch (IOException e) {
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
                        new com.fasterxml.jackson.databind.util.RawValue(
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
        List<Type> types = method.parameters();
        if (payload.length == 0 && types.isEmpty()) {
            return new Object[0];
        }
        try {
            JsonNode root = mapper.readTree(payload);
            if (root.isArray() && root.size() > types.size()) {
                throw BadPayload.because(
                        method.name()
                                + " takes "
                                + types.size()
                                + " arguments, not "
                                + root.size());
            }
            if (!root.isArray() && !root.isObject()) {
                throw BadPayload.because(
                        "the arguments of "
                                + method.name()
                                + " must be a JSON array or an object by their names");
            }
            List<String> names = method.parameterNames();
            @Nullable Object[] arguments = new @Nullable Object[types.size()];
            for (int at = 0; at < arguments.length; at++) {
                JsonNode node = root.isArray() ? root.path(at) : root.path(names.get(at));
                arguments[at] = argument(node, types.get(at), names.get(at));
            }
            return arguments;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private @Nullable Object argument(JsonNode node, Type type, String name) throws IOException {
        if (node instanceof MissingNode || node.isNull()) {
            if (type instanceof Class<?> known && known.isPrimitive()) {
                throw BadPayload.because("the argument " + name + " is missing");
            }
            return null;
        }
        JavaType javaType = mapper.constructType(type);
        return mapper.readerFor(javaType).readValue(node);
    }

    private static RuntimeException unreadable(IOException e) {
        String why =
                e instanceof JsonProcessingException json
                        ? json.getOriginalMessage()
                        : e.getMessage();
        return BadPayload.because("the payload is not the JSON that the contract asks for: " + why);
    }
}
