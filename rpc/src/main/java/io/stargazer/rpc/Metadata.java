package io.stargazer.rpc;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Short strings that travel beside a call, in the caller's order, such as {@code traceparent}
 * (RP-8). Immutable; a plain array, because a call carries two or three of them and a hash map
 * costs more.
 */
public final class Metadata {

    /** W3C trace context; handed on to the calls that a handler makes. */
    public static final List<String> TRACE_KEYS = List.of("traceparent", "tracestate");

    public static final Metadata EMPTY = new Metadata(new String[0]);

    /** Most entries in one call. */
    public static final int MAX_ENTRIES = 64;

    private final String[] pairs;

    private Metadata(String[] pairs) {
        this.pairs = pairs;
    }

    /**
     * Entries in this order.
     *
     * @param pairs key, value, key, value
     */
    public static Metadata of(String... pairs) {
        if (pairs.length == 0) {
            return EMPTY;
        }
        if (pairs.length % 2 != 0 || pairs.length > 2 * MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "metadata is at most 64 pairs of key and value, not "
                            + pairs.length
                            + " strings");
        }
        return new Metadata(pairs.clone());
    }

    public int size() {
        return pairs.length / 2;
    }

    public String key(int at) {
        return pairs[2 * at];
    }

    public String value(int at) {
        return pairs[2 * at + 1];
    }

    /** At least as many bytes as the entries take in a frame. */
    public int bytesAtMost() {
        int bytes = 0;
        for (String each : pairs) {
            bytes += 3 * each.length() + 2;
        }
        return bytes;
    }

    /** The first value of this key. */
    public @Nullable String get(String key) {
        for (int at = 0; at < pairs.length; at += 2) {
            if (pairs[at].equals(key)) {
                return pairs[at + 1];
            }
        }
        return null;
    }

    public Metadata with(String key, String value) {
        String[] more = Arrays.copyOf(pairs, pairs.length + 2);
        more[pairs.length] = key;
        more[pairs.length + 1] = value;
        return of(more);
    }

    /** These entries, and the trace of {@code parent} when there is none here. */
    public Metadata inheritTrace(Metadata parent) {
        Metadata result = this;
        for (String key : TRACE_KEYS) {
            String value = parent.get(key);
            if (value != null && get(key) == null) {
                result = result.with(key, value);
            }
        }
        return result;
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs);
    }
}
