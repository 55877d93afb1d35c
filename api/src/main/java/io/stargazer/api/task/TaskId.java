package io.stargazer.api.task;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * The name of one task, made by whoever submits it (TK-2): 128 bits, ordered as an unsigned number.
 * Its text has 26 characters of Crockford's base 32 in lower case (0-9 and a-z without i, l, o, u),
 * the first of them 0 to 7; texts are in the order of the ids.
 *
 * <pre>
 *   create   48 bits milliseconds since 1970 | 80 bits of chance: later ones are greater
 *   ofKey    the first 128 bits of SHA-256 of namespace, type and key: the same for the same key
 * </pre>
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record TaskId(long high, long low) implements Comparable<TaskId> {

    private static final int CHARS = 26;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    /**
     * An id for a task without a key.
     *
     * @param timeMs milliseconds since 1970
     */
    public static TaskId create(long timeMs, RandomGenerator random) {
        return new TaskId(timeMs << 16 | (random.nextInt() & 0xFFFF), random.nextLong());
    }

    /**
     * The id of the task that a key stands for: submitting under the same key again meets the task
     * itself, and is harmless for as long as that is remembered.
     */
    public static TaskId ofKey(TaskType type, String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // Names have no NUL, so no two of (namespace, type, key) are the same text.
            String all = type.namespace() + '\0' + type.name() + '\0' + key;
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
            return new TaskId(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }

    /**
     * Reads what {@link #toString} wrote; capital letters are taken, too.
     *
     * @throws Rejected {@code task.illegal-id}
     */
    public static TaskId parse(String text) {
        if (text.length() != CHARS) {
            throw illegal(text);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < CHARS; i++) {
            char c = text.charAt(i);
            int digit = DIGITS.indexOf(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
            if (digit < 0 || (i == 0 && digit > 7)) {
                throw illegal(text);
            }
            high = high << 5 | low >>> 59;
            low = low << 5 | digit;
        }
        return new TaskId(high, low);
    }

    private static Rejected illegal(String text) {
        return new Rejected(
                Status.INVALID_ARGUMENT,
                "task.illegal-id",
                "'" + Limits.shown(text) + "' is no task: an id has 26 digits and letters");
    }

    @Override
    public int compareTo(TaskId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        char[] text = new char[CHARS];
        long upper = high;
        long lower = low;
        for (int i = CHARS - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (lower & 31));
            lower = lower >>> 5 | upper << 59;
            upper >>>= 5;
        }
        return new String(text);
    }
}
