package io.stargazer.app.linear;

/**
 * One thing that a client did to a register.
 *
 * @param client who
 * @param key which register
 * @param kind what
 * @param value what was written, or what the read returned
 * @param invokedNs when it began, on one clock for all clients
 * @param returnedNs when its outcome was known to the client
 * @param outcome what the client knows of it
 */
public record Operation(
        int client,
        String key,
        Kind kind,
        long value,
        long invokedNs,
        long returnedNs,
        Outcome outcome) {

    /** A read or a write. */
    public enum Kind {
        READ,
        WRITE
    }

    /** What the client was told. */
    public enum Outcome {
        DONE,
        /** It had no effect and never will. */
        NOT_DONE,
        /** It may have had its effect, may have it at any later time, or never. */
        UNKNOWN
    }

    public Operation {
        if (returnedNs < invokedNs) {
            throw new IllegalArgumentException("an operation ends after it begins");
        }
    }

    boolean isWrite() {
        return kind == Kind.WRITE;
    }

    boolean isDone() {
        return outcome == Outcome.DONE;
    }

    boolean isUnknown() {
        return outcome == Outcome.UNKNOWN;
    }

    /** The same, with an outcome that became known by what others saw. */
    Operation doneBy(long laterNs) {
        return new Operation(
                client, key, kind, value, invokedNs, Math.max(invokedNs, laterNs), Outcome.DONE);
    }

    /** For people: times in milliseconds since the beginning. */
    String line(long beginNs) {
        String end =
                switch (outcome) {
                    case DONE -> "done";
                    case NOT_DONE -> "refused, not done";
                    case UNKNOWN -> "unknown";
                };
        return "%12.3f .. %12.3f ms  client %-3d %s %-6d %s"
                .formatted(
                        (invokedNs - beginNs) / 1e6,
                        (returnedNs - beginNs) / 1e6,
                        client,
                        isWrite() ? "write" : "read ",
                        value,
                        end);
    }
}
