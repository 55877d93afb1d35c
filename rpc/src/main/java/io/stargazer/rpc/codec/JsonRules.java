package io.stargazer.rpc.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How values look in JSON. Moments, dates and durations are texts as ISO 8601 has them, an empty
 * {@code Optional} is null. What is not clear is refused: a key twice, more after the end, more
 * than 64 levels, a fraction for an integer, a number for a moment, a class named by the text
 * (RP-9).
 */
final class JsonRules {

    private static final int MOST_NESTED = 64;

    private JsonRules() {}

    static JsonMapper mapper() {
        JsonMapper mapper =
                JsonMapper.builder()
                        .addModule(new Jdk8Module())
                        .addModule(new JavaTimeModule())
                        .addModule(new SimpleModule().setDeserializerModifier(new TimeAsText()))
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .polymorphicTypeValidator(new NoClassNames())
                        .build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build());
        return mapper;
    }

    /** Annotations on a contract's types may let the text choose among names, never a class. */
    private static final class NoClassNames extends PolymorphicTypeValidator.Base {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public Validity validateBaseType(MapperConfig<?> config, JavaType type) {
            return Validity.DENIED;
        }
    }

    /** A number could mean seconds or milliseconds; nobody shall have to guess. */
    private static final class TimeAsText extends BeanDeserializerModifier {

        @Serial private static final long serialVersionUID = 1L;

        private static final Set<Class<?>> MOMENTS =
                Set.of(
                        Instant.class,
                        OffsetDateTime.class,
                        ZonedDateTime.class,
                        LocalDateTime.class,
                        LocalDate.class,
                        LocalTime.class,
                        OffsetTime.class,
                        Duration.class);

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            return MOMENTS.contains(description.getBeanClass())
                    ? new TextOnly(deserializer)
                    : deserializer;
        }
    }

    private static final class TextOnly extends DelegatingDeserializer {

        @Serial private static final long serialVersionUID = 1L;

        private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9.]*");

        TextOnly(JsonDeserializer<?> delegate) {
            super(delegate);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> contextual) {
            return new TextOnly(contextual);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return context.handleUnexpectedToken(handledType(), parser);
            }
            String text = parser.getText();
            if (NUMBER.matcher(text).matches()) {
                return context.handleWeirdStringValue(handledType(), text, "a number is no moment");
            }
            return super.deserialize(parser, context);
        }
    }
}
