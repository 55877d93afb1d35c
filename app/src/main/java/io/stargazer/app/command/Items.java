package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parts that documents of the server have in common. */
public final class Items {

    private Items() {}

    /** The items of a list. */
    public static List<JsonNode> of(JsonNode list) {
        return elements(list.path("items"));
    }

    public static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** One field of each. */
    public static List<String> ids(List<JsonNode> items, String field) {
        return items.stream().map(item -> item.path(field).asText()).toList();
    }

    /** The name of an item within its namespace. */
    public static String qualified(JsonNode item) {
        return item.path("namespace").asText() + "/" + item.path("name").asText();
    }

    /** The type of a task within its namespace. */
    public static String qualifiedType(JsonNode task) {
        return task.path("namespace").asText() + "/" + task.path("type").asText();
    }

    /** Words joined for one field of a table. */
    public static String words(JsonNode array) {
        return String.join(" ", elements(array).stream().map(JsonNode::asText).toList());
    }

    /** A rate with one decimal, so that a column of them is easy to compare. */
    public static String rate(JsonNode perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond.asDouble());
    }
}
