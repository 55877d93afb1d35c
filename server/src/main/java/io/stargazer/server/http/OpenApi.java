package io.stargazer.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The OpenAPI 3.1 document of the registered operations; made from them, so always true. */
public final class OpenApi {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private static final Map<String, Object> FILE =
            Map.of(
                    "application/octet-stream",
                    Map.of("schema", Map.of("type", "string", "format", "binary")));

    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    /** The document, as maps and lists that become JSON. */
    public static Map<String, Object> document(List<Operation> operations, String version) {
        OpenApi api = new OpenApi();
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Operation operation : operations) {
            paths.computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
                    .put(
                            operation.method().name().toLowerCase(Locale.ROOT),
                            api.describe(operation));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Stargazer", "version", version));
        document.put("paths", paths);
        document.put("components", api.components());
        return document;
    }

    private Map<String, Object> components() {
        schema(ErrorBody.class);
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas);
        components.put(
                "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
        return components;
    }

    private Map<String, Object> describe(Operation operation) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("operationId", id(operation));
        described.put("summary", operation.summary());
        List<Object> parameters = new ArrayList<>();
        for (MatchResult match : PARAMETER.matcher(operation.path()).results().toList()) {
            parameters.add(
                    Map.of(
                            "name",
                            match.group(1),
                            "in",
                            "path",
                            "required",
                            true,
                            "schema",
                            Map.of("type", "string")));
        }
        for (String name : operation.query()) {
            parameters.add(Map.of("name", name, "in", "query", "schema", Map.of("type", "string")));
        }
        described.put("parameters", parameters);
        if (operation.access() == Operation.Access.AUTHENTICATED) {
            described.put("security", List.of(Map.of("token", List.of())));
        }
        if (operation.request() != null) {
            described.put(
                    "requestBody",
                    Map.of("required", true, "content", json(schema(operation.request()))));
        }
        described.put("responses", responses(operation.response()));
        return described;
    }

    private Map<String, Object> responses(@Nullable Class<?> response) {
        Map<String, Object> responses = new LinkedHashMap<>();
        if (response == null) {
            responses.put("204", Map.of("description", "done"));
        } else if (response == byte[].class) {
            responses.put("200", Map.of("description", "a file", "content", FILE));
        } else {
            responses.put("200", Map.of("description", "done", "content", json(schema(response))));
        }
        responses.put(
                "default",
                Map.of(
                        "description",
                        "refused or failed",
                        "content",
                        json(schema(ErrorBody.class))));
        return responses;
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    private static String id(Operation operation) {
        String words =
                operation
                        .path()
                        .replaceAll("[{}]", "")
                        .replaceFirst("^/api/v1/", "")
                        .replace('/', '-');
        return operation.method().name().toLowerCase(Locale.ROOT)
                + "-"
                + words.replaceFirst("^-", "");
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? Map.of("type", "array", "items", schema(arguments[0]))
                    : Map.of("type", "object", "additionalProperties", schema(arguments[1]));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord()) {
            return reference(raw);
        }
        if (raw.isEnum()) {
            return Map.of("type", "string", "enum", constants(raw));
        }
        return Map.of("type", jsonType(raw));
    }

    private Map<String, Object> reference(Class<?> raw) {
        String name = raw.getSimpleName();
        if (!schemas.containsKey(name)) {
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            schemas.put(
                    name, Map.of("type", "object", "properties", properties, "required", required));
            for (RecordComponent component : raw.getRecordComponents()) {
                properties.put(name(component), schema(component.getGenericType()));
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    required.add(name(component));
                }
            }
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private static String name(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static List<String> constants(Class<?> raw) {
        List<String> names = new ArrayList<>();
        for (Object constant : raw.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
        }
        return names;
    }

    private static String jsonType(Class<?> raw) {
        if (raw == boolean.class || raw == Boolean.class) {
            return "boolean";
        }
        if (raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class) {
            return "integer";
        }
        if (raw == double.class || raw == Double.class) {
            return "number";
        }
        return raw == String.class ? "string" : "object";
    }
}
