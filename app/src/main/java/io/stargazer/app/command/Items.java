package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parts that documents of the server have in common. */
final class Items {

    private Items() {}

    /** The items of a list. */
    static List<JsonNode> of(JsonNode list) {
        return elements(list.path("items"));
    }

    static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** One field of each. */
    static List<String> ids(List<JsonNode> items, String field) {
        return items.stream().map(item -> item.path(field).asText()).toList();
    }

    /** The name of an item within its namespace. */
    static String qualified(JsonNode item) {
        return item.path("namespace").asText() + "/" + item.path("name").asText();
    }

    /** Words joined for one field of a table. */
    static String words(JsonNode array) {
        return String.join(" ", elements(array).stream().map(JsonNode::asText).toList());
    }

    /** A rate with one decimal, so that a column of them is easy to compare. */
    static String rate(JsonNode perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond.asDouble());
    }
}
