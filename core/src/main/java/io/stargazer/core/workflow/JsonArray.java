package io.stargazer.core.workflow;

import io.stargazer.api.codec.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a JSON array into its elements, by the grammar of RFC 8259: what is in them is looked at
 * only to find their ends, and not changed. At most {@value #MAX_DEPTH} levels deep.
 */
final class JsonArray {

    private static final int MAX_DEPTH = 64;

    private final byte[] json;
    private int at;

    private JsonArray(byte[] json) {
        this.json = json;
    }

    /** The elements; null when it is no array, or no JSON. */
    static @Nullable List<Bytes> elements(Bytes bytes) {
        JsonArray array = new JsonArray(bytes.toArray());
        List<Bytes> elements = new ArrayList<>();
        return array.readAll(elements) ? elements : null;
    }

    private boolean readAll(List<Bytes> elements) {
        if (!take('[')) {
            return false;
        }
        if (!take(']')) {
            do {
                skipSpace();
                int from = at;
                if (!value(1)) {
                    return false;
                }
                elements.add(Bytes.of(Arrays.copyOfRange(json, from, at)));
            } while (take(','));
            if (!take(']')) {
                return false;
            }
        }
        skipSpace();
        return at == json.length;
    }

    private boolean value(int depth) {
        skipSpace();
        if (depth > MAX_DEPTH || at == json.length) {
            return false;
        }
        return switch (json[at]) {
            case '[' -> array(depth);
            case '{' -> object(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean array(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        do {
            skipSpace();
            if (!string() || !take(':') || !value(depth + 1)) {
                return false;
            }
        } while (take(','));
        return take('}');
    }

    private boolean string() {
        if (at == json.length || json[at] != '"') {
            return false;
        }
        at++;
        while (at < json.length && json[at] != '"') {
            boolean isControl = json[at] >= 0 && json[at] < ' ';
            if (isControl || (json[at] == '\\' && !escape())) {
                return false;
            }
            at++;
        }
        return at++ < json.length;
    }

    /** Goes to the last character of an escape. */
    private boolean escape() {
        at++;
        if (at == json.length) {
            return false;
        }
        if (json[at] != 'u') {
            return "\"\\/bfnrt".indexOf(json[at]) >= 0;
        }
        for (int i = 0; i < 4; i++) {
            at++;
            if (at == json.length || Character.digit(json[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        if (isNext('-')) {
            at++;
        }
        boolean isZero = isNext('0');
        int whole = digits();
        boolean isLegal = whole == 1 || (whole > 1 && !isZero);
        if (isLegal && isNext('.')) {
            at++;
            isLegal = digits() > 0;
        }
        if (isLegal && (isNext('e') || isNext('E'))) {
            at++;
            if (isNext('+') || isNext('-')) {
                at++;
            }
            isLegal = digits() > 0;
        }
        return isLegal;
    }

    private int digits() {
        int from = at;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        return at - from;
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!isNext(word.charAt(i))) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean isNext(char wanted) {
        return at < json.length && json[at] == wanted;
    }

    private boolean take(char wanted) {
        skipSpace();
        if (!isNext(wanted)) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < json.length && " \t\n\r".indexOf(json[at]) >= 0) {
            at++;
        }
    }
}
