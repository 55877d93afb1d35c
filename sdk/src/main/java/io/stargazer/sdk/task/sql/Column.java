package io.stargazer.sdk.task.sql;

import io.stargazer.sdk.task.execute.NonRetryable;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a parameter of a statement takes, how it is read from a {@link Cell}, and given to JDBC. */
enum Column {
    BOOLEAN(Boolean.class, Types.BOOLEAN, "true or false"),
    INTEGER(Integer.class, Types.INTEGER, "a whole number of 32 bits"),
    LONG(Long.class, Types.BIGINT, "a whole number of 64 bits"),
    DOUBLE(Double.class, Types.DOUBLE, "a number"),
    DECIMAL(BigDecimal.class, Types.NUMERIC, "a decimal as a text, so that no digit is lost"),
    TEXT(String.class, Types.VARCHAR, "a text"),
    BYTES(byte[].class, Types.VARBINARY, "bytes in base 64"),
    MOMENT(Instant.class, Types.TIMESTAMP_WITH_TIMEZONE, "a moment as 2026-11-20T08:00:00Z"),
    DATE(LocalDate.class, Types.DATE, "a date as 2026-11-20");

    private final Class<?> type;
    private final int sqlType;
    private final String words;

    Column(Class<?> type, int sqlType, String words) {
        this.type = type;
        this.sqlType = sqlType;
        this.words = words;
    }

    /**
     * The column of a Java type.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Column of(Class<?> type) {
        return Arrays.stream(values())
                .filter(column -> column.type == type)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "a parameter is one of %s, not %s"
                                        .formatted(known(), type.getSimpleName())));
    }

    private static String known() {
        return Arrays.stream(values())
                .map(column -> column.type.getSimpleName())
                .collect(Collectors.joining(", "));
    }

    /**
     * Gives a value to a statement.
     *
     * @param at the number of the parameter, from 1
     * @throws NonRetryable when it is none that this takes
     */
    void bind(PreparedStatement statement, int at, @Nullable Object cell) throws SQLException {
        if (cell == null) {
            statement.setNull(at, sqlType);
            return;
        }
        Object value = read(cell);
        switch (this) {
            case BOOLEAN -> statement.setBoolean(at, (Boolean) value);
            case INTEGER -> statement.setInt(at, (Integer) value);
            case LONG -> statement.setLong(at, (Long) value);
            case DOUBLE -> statement.setDouble(at, (Double) value);
            case DECIMAL -> statement.setBigDecimal(at, (BigDecimal) value);
            case TEXT -> statement.setString(at, (String) value);
            case BYTES -> statement.setBytes(at, (byte[]) value);
            case MOMENT -> statement.setObject(at, ((Instant) value).atOffset(ZoneOffset.UTC));
            case DATE -> statement.setObject(at, value);
        }
    }

    private Object read(Object cell) {
        try {
            return switch (this) {
                case BOOLEAN -> (Boolean) cell;
                case INTEGER -> Math.toIntExact((Long) cell);
                case LONG -> (Long) cell;
                case DOUBLE -> ((Number) cell).doubleValue();
                case DECIMAL ->
                        cell instanceof Long whole
                                ? BigDecimal.valueOf(whole)
                                : Cell.decimal((String) cell);
                case TEXT -> (String) cell;
                case BYTES -> Base64.getDecoder().decode((String) cell);
                case MOMENT -> Instant.parse((String) cell);
                case DATE -> LocalDate.parse((String) cell);
            };
        } catch (ClassCastException
                | ArithmeticException
                | DateTimeException
                | IllegalArgumentException none) {
            throw new NonRetryable("'%s' is not %s".formatted(Cell.shown(cell), words), none);
        }
    }
}
