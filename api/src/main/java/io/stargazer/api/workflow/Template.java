package io.stargazer.api.workflow;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of a step before the results of other steps are known: a text in which {@code
 * ${step}} stands for the result of a step, {@code ${item}} for the element that a task of a
 * fan-out is for, and {@code ${input}} for what the workflow was started with.
 *
 * @param text at most 65,536 characters, usually JSON
 */
public record Template(String text) {

    public static final String ITEM = "item";
    public static final String INPUT = "input";

    private static final int MAX_CHARS = 65_536;

    public Template {
        Limits.range("length of a payload template", text.length(), 0, MAX_CHARS);
        if (text.codePoints().anyMatch(Template::isHalf)) {
            throw illegal("the payload template has half a character: its UTF-16 is damaged");
        }
        cut(text);
    }

    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** A piece of a template: plain text, or the name of what is inserted. */
    public record Piece(String text, boolean isReference) {}

    /** Its pieces, in order. */
    public List<Piece> pieces() {
        return cut(text);
    }

    /** The names that are referred to, each time they are. */
    public List<String> references() {
        return pieces().stream().filter(Piece::isReference).map(Piece::text).toList();
    }

    private static List<Piece> cut(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        int open = text.indexOf("${");
        while (open >= 0) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw illegal("the payload template has '${' without '}' at position " + open);
            }
            if (open > from) {
                pieces.add(new Piece(text.substring(from, open), false));
            }
            pieces.add(new Piece(text.substring(open + 2, close), true));
            from = close + 1;
            open = text.indexOf("${", from);
        }
        if (from < text.length()) {
            pieces.add(new Piece(text.substring(from), false));
        }
        return pieces;
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "workflow.illegal-template", sentence);
    }
}
