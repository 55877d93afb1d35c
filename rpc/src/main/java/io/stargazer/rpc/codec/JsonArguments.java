package io.stargazer.rpc.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call, read straight from the text: no tree of the whole is made first, which
 * would take many times the room of the text.
 */
final class JsonArguments {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final ObjectMapper mapper;
    private final ContractMethod method;
    private final List<Type> types;
    private final @Nullable Object[] arguments;
    private final boolean[] given;

    JsonArguments(ObjectMapper mapper, ContractMethod method) {
        this.mapper = mapper;
        this.method = method;
        this.types = method.parameters();
        this.arguments = new @Nullable Object[types.size()];
        this.given = new boolean[types.size()];
    }

    @Nullable Object[] read(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            readInOrder(parser);
        } else if (first == JsonToken.START_OBJECT) {
            readByName(parser);
        } else {
            throw BadPayload.because(
                    "the arguments of "
                            + method.name()
                            + " must be a JSON array or an object by their names");
        }
        if (parser.nextToken() != null) {
            throw BadPayload.because("there is more after the arguments of " + method.name());
        }
        fillAbsent();
        return arguments;
    }

    private void readInOrder(JsonParser parser) throws IOException {
        for (int at = 0; parser.nextToken() != JsonToken.END_ARRAY; at++) {
            if (at == arguments.length) {
                throw BadPayload.because(method.name() + " takes " + at + " arguments, not more");
            }
            readOne(parser, at);
        }
    }

    private void readByName(JsonParser parser) throws IOException {
        List<String> names = method.parameterNames();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int at = names.indexOf(parser.currentName());
            parser.nextToken();
            if (at < 0) {
                parser.skipChildren();
            } else {
                readOne(parser, at);
            }
        }
    }

    private void readOne(JsonParser parser, int at) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            given[at] = true;
            arguments[at] =
                    mapper.readerFor(type(at))
                            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readValue(parser);
        }
    }

    /** An absent number is missed, an absent optional is empty, all else is null. */
    private void fillAbsent() throws IOException {
        for (int at = 0; at < arguments.length; at++) {
            if (!given[at]) {
                if (types.get(at) instanceof Class<?> known && known.isPrimitive()) {
                    throw BadPayload.because(
                            "the argument " + method.parameterNames().get(at) + " is missing");
                }
                arguments[at] = mapper.readValue(NULL, type(at));
            }
        }
    }

    private JavaType type(int at) {
        return mapper.constructType(types.get(at));
    }
}
