package io.stargazer.sdk.task.sql;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A value of a row as it travels: nothing, a truth, a number, or a text. A {@link Column} reads it.
 */
final class Cell {

    /** Longer ones are no numbers that a database has, and dear to read. */
    private static final int MAX_DIGITS = 1_000;

    private Cell() {}

    /**
     * What JSON can say without loss: decimals, bytes, moments and dates become texts.
     *
     * @throws Rejected {@code sdk.sql-value} when it is of another kind
     */
    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> finite(number.doubleValue());
            case Double number -> finite(number);
            case BigInteger number ->
                    number.bitLength() < Long.SIZE ? number.longValue() : number.toString();
            case BigDecimal number -> number.toString();
            case String text -> text;
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case Instant moment -> moment.toString();
            case LocalDate date -> date.toString();
            default -> throw unknown(value);
        };
    }

    private static Double finite(double number) {
        if (!Double.isFinite(number)) {
            throw refused(number + " is no number that a database has");
        }
        return number;
    }

    private static Rejected unknown(Object value) {
        return refused(
                "a row has truths, numbers, texts, bytes, moments and dates, and no "
                        + value.getClass().getName());
    }

    private static Rejected refused(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "sdk.sql-value", sentence);
    }

    /**
     * Reads a decimal.
     *
     * @throws NumberFormatException when it is none
     * @throws ArithmeticException when it has more digits than anybody writes
     */
    static BigDecimal decimal(String text) {
        if (text.length() > MAX_DIGITS) {
            throw new ArithmeticException("of %d characters".formatted(text.length()));
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw new ArithmeticException("of very many digits");
        }
        return number;
    }

    /** A value as it may stand in a sentence. */
    static String shown(@Nullable Object value) {
        return Limits.shown(String.valueOf(value));
    }
}
