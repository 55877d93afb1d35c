package io.stargazer.server.http;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.stargazer.api.Failure;
import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON in and out: unknown fields, missing values and wrong types are refused with a sentence. */
public final class Json {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            config -> {
                                config.setCoercion(CoercionInputShape.Boolean, Fail);
                                config.setCoercion(CoercionInputShape.Integer, Fail);
                                config.setCoercion(CoercionInputShape.Float, Fail);
                            })
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(64).build());
    }

    private Json() {}

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every answer is a record that has a JSON form", e);
        }
    }

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every answer is a record that has a JSON form", e);
        }
    }

    /**
     * Reads a request.
     *
     * @throws Rejected {@code http.bad-json}
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw refused("the body is null");
            }
            requireComplete(value);
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw refused(
                    "the field '%s' is not known; known are %s"
                            .formatted(e.getPropertyName(), e.getKnownPropertyIds()));
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure; // a record's constructor said it better
            }
            throw refused(e instanceof MismatchedInputException wrong ? where(wrong) : where(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    private static Rejected refused(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "http.bad-json", sentence);
    }

    /** Jackson would say it in names of classes. */
    private static String where(MismatchedInputException wrong) {
        String field =
                wrong.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "[]" : step.getFieldName())
                        .collect(Collectors.joining("."));
        return field.isEmpty()
                ? "the body is not one JSON object as it is expected here"
                : "the field '%s' has no value of the kind that is expected"
                        .formatted(Limits.shown(field));
    }

    private static String where(JsonProcessingException unreadable) {
        JsonLocation at = unreadable.getLocation();
        return at == null
                ? "the body is not JSON"
                : "the body is not JSON from line %d, column %d on"
                        .formatted(at.getLineNr(), at.getColumnNr());
    }

    /** A field may only be left out where the record says that it may be null. */
    private static void requireComplete(Object value) {
        if (!value.getClass().isRecord()) {
            return;
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                continue;
            }
            try {
                if (component.getAccessor().invoke(value) == null) {
                    throw refused("the field '" + component.getName() + "' is missing");
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a request is a public record", e);
            }
        }
    }
}
