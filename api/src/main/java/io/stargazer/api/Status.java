package io.stargazer.api;

/**
 * How a request ended, in one word. The numbers are on the wire and in client programs: they never
 * change and are never given to another meaning.
 */
public enum Status {
    OK(0, 200, Retry.NEVER),
    INVALID_ARGUMENT(1, 400, Retry.NEVER),
    UNAUTHENTICATED(2, 401, Retry.NEVER),
    PERMISSION_DENIED(3, 403, Retry.NEVER),
    NOT_FOUND(4, 404, Retry.NEVER),
    CONFLICT(5, 409, Retry.NEVER),
    TOO_LARGE(6, 413, Retry.NEVER),
    UNIMPLEMENTED(7, 501, Retry.NEVER),
    CANCELLED(8, 499, Retry.IF_IDEMPOTENT),
    DEADLINE_EXCEEDED(9, 504, Retry.IF_IDEMPOTENT),
    OVERLOADED(10, 429, Retry.SAFE),
    UNREACHABLE(11, 503, Retry.SAFE),
    NOT_LEADER(12, 421, Retry.SAFE),
    INDETERMINATE(13, 504, Retry.IF_IDEMPOTENT),
    FAULTED(14, 500, Retry.IF_IDEMPOTENT);

    /** Whether the same request may be sent again. */
    public enum Retry {
        /** The answer would be the same. */
        NEVER,
        /** The work may have been done: repeat only what is harmless when done twice. */
        IF_IDEMPOTENT,
        /** The work was not begun. */
        SAFE
    }

    private static final Status[] BY_NUMBER = values();

    private final int number;
    private final int http;
    private final Retry retry;

    Status(int number, int http, Retry retry) {
        this.number = number;
        this.http = http;
        this.retry = retry;
    }

    /** The number on the wire, 0-255. */
    public int number() {
        return number;
    }

    /** The HTTP status that says the same. */
    public int http() {
        return http;
    }

    public Retry retry() {
        return retry;
    }

    /** Whether it counts as an error: not when all is well, nor when the caller gave up itself. */
    public boolean isError() {
        return this != OK && this != CANCELLED;
    }

    /**
     * The status behind a number of the wire.
     *
     * @throws IllegalArgumentException when no status has this number
     */
    public static Status ofNumber(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("no status has the number " + number);
        }
        return BY_NUMBER[number];
    }
}
