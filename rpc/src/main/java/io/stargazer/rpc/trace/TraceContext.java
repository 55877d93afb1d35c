package io.stargazer.rpc.trace;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which trace a call belongs to, and which call of it this is (RP-8): the values of {@code
 * traceparent} and {@code tracestate} in the W3C recommendation "Trace Context". Immutable.
 *
 * @param traceIdHigh the first half of the trace's id
 * @param traceIdLow the second half; the id is never zero as a whole
 * @param parentId the call's own id, never zero; it is the parent of what is done to serve the call
 * @param flags bit 0: somebody records the trace; bit 1: the trace id is random; no others
 * @param state what tracing systems say to each other, printable ASCII of at most {@value
 *     #MAX_STATE_CHARS} characters; empty for nothing
 */
public record TraceContext(
        long traceIdHigh, long traceIdLow, long parentId, int flags, String state) {

    public static final int MAX_STATE_CHARS = 512;

    private static final int SAMPLED = 0x01;
    private static final int RANDOM = 0x02;
    private static final int KNOWN_FLAGS = SAMPLED | RANDOM;

    /** {@code 00-<32 digits>-<16 digits>-<2 digits>}: where the parts begin, and the length. */
    private static final int TRACE_ID = 3;

    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    private static final int CHARS = 55;
    private static final HexFormat HEX = HexFormat.of();

    public TraceContext {
        if ((traceIdHigh | traceIdLow) == 0 || parentId == 0) {
            throw new IllegalArgumentException("an id of a trace must not be zero");
        }
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new IllegalArgumentException("unknown flags of a trace: " + flags);
        }
        if (!isPrintable(state) || state.length() > MAX_STATE_CHARS) {
            throw new IllegalArgumentException("the state of a trace is not printable or too long");
        }
    }

    /**
     * Reads what came with a call. Later versions are read as far as this one goes, as the
     * recommendation asks; flags that nobody knows are dropped. A state that is too long loses its
     * last entries, one that is not printable is dropped; neither costs the trace.
     *
     * @return null where {@code traceparent} is missing or malformed: then there is no trace
     */
    public static @Nullable TraceContext parse(
            @Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null || !isWellFormed(traceparent)) {
            return null;
        }
        long high = number(traceparent, TRACE_ID, TRACE_ID + 16);
        long low = number(traceparent, TRACE_ID + 16, PARENT_ID - 1);
        long parentId = number(traceparent, PARENT_ID, FLAGS - 1);
        if ((high | low) == 0 || parentId == 0) {
            return null;
        }
        int flags = (int) number(traceparent, FLAGS, CHARS) & KNOWN_FLAGS;
        return new TraceContext(high, low, parentId, flags, stateOf(tracestate));
    }

    private static boolean isWellFormed(String text) {
        if (text.length() < CHARS || !isHex(text, 0, 2) || text.startsWith("ff")) {
            return false;
        }
        boolean ends =
                text.startsWith("00")
                        ? text.length() == CHARS
                        : text.length() == CHARS || text.charAt(CHARS) == '-';
        return ends
                && text.charAt(TRACE_ID - 1) == '-'
                && text.charAt(PARENT_ID - 1) == '-'
                && text.charAt(FLAGS - 1) == '-'
                && isHex(text, TRACE_ID, PARENT_ID - 1)
                && isHex(text, PARENT_ID, FLAGS - 1)
                && isHex(text, FLAGS, CHARS);
    }

    /** Lower case only: the recommendation refuses the other. */
    private static boolean isHex(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char digit = text.charAt(at);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static long number(String text, int from, int to) {
        return Long.parseUnsignedLong(text, from, to, 16);
    }

    private static String stateOf(@Nullable String tracestate) {
        if (tracestate == null || !isPrintable(tracestate)) {
            return "";
        }
        if (tracestate.length() <= MAX_STATE_CHARS) {
            return tracestate;
        }
        int end = tracestate.lastIndexOf(',', MAX_STATE_CHARS);
        return end < 0 ? "" : tracestate.substring(0, end);
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
    }

    /** A trace that begins here and shall be recorded. */
    public static TraceContext root() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new TraceContext(
                random.nextLong(), oneNotZero(random), oneNotZero(random), SAMPLED, "");
    }

    /** Another call of the same trace. */
    public TraceContext child() {
        return new TraceContext(
                traceIdHigh, traceIdLow, oneNotZero(ThreadLocalRandom.current()), flags, state);
    }

    private static long oneNotZero(ThreadLocalRandom random) {
        long number = random.nextLong();
        return number == 0 ? 1 : number;
    }

    /** Somebody upstream records this trace and would like to hear of this part. */
    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** 32 digits, as tracing systems show it. */
    public String traceId() {
        return HEX.toHexDigits(traceIdHigh) + HEX.toHexDigits(traceIdLow);
    }

    /** The value of the field of that name. */
    public String traceparent() {
        return "00-"
                + traceId()
                + "-"
                + HEX.toHexDigits(parentId)
                + "-"
                + HEX.toHexDigits((byte) flags);
    }

    @Override
    public String toString() {
        return traceparent();
    }
}
