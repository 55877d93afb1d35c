package io.stargazer.rpc;

import io.stargazer.rpc.trace.TraceContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short strings that travel beside a call, in the caller's order, such as {@code traceparent}
 * (RP-8). Immutable; a plain array, because a call carries two or three of them and a hash map
 * costs more.
 */
public final class Metadata {

    /** W3C trace context: which trace the call belongs to, see {@link TraceContext}. */
    public static final String TRACEPARENT = "traceparent";

    /** What tracing systems say to each other; nothing without {@link #TRACEPARENT}. */
    public static final String TRACESTATE = "tracestate";

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

    /** The trace that these entries tell of; null where there is none or it is malformed. */
    public @Nullable TraceContext trace() {
        return TraceContext.parse(get(TRACEPARENT), get(TRACESTATE));
    }

    /**
     * These entries after those of a trace, so that the first value of a key is the trace's. Where
     * there is no room for them the call travels without: a trace must not cost a call.
     */
    public Metadata withTrace(TraceContext trace) {
        int added = trace.state().isEmpty() ? 2 : 4;
        if (pairs.length + added > 2 * MAX_ENTRIES) {
            return this;
        }
        String[] more = new String[added + pairs.length];
        more[0] = TRACEPARENT;
        more[1] = trace.traceparent();
        if (added == 4) {
            more[2] = TRACESTATE;
            more[3] = trace.state();
        }
        System.arraycopy(pairs, 0, more, added, pairs.length);
        return new Metadata(more);
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs);
    }
}
