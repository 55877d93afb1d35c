package io.stargazer.api;

/**
 * A request that did not succeed, as the caller sees it. {@link #status()} says what kind of
 * failure it is and whether it may be repeated; {@link #code()} is stable for programs; the message
 * is one sentence for people. Carries no stack trace: it describes the answer, not a place in the
 * code.
 */
public abstract sealed class Failure extends RuntimeException
        permits Rejected, Unavailable, Faulted {

    private static final long serialVersionUID = 1L;

    private final Status status;
    private final String code;

    Failure(Status status, String code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
    }

    public Status status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Rebuilds the failure that was described on the wire by these three. */
    public static Failure of(Status status, String code, String sentence) {
        return switch (status) {
            case NOT_LEADER -> new Unavailable.NotLeader(code, sentence);
            case OVERLOADED -> new Unavailable.Overloaded(code, sentence);
            case INDETERMINATE -> new Unavailable.Indeterminate(code, sentence);
            case DEADLINE_EXCEEDED -> new Unavailable.DeadlineExceeded(code, sentence);
            case UNREACHABLE -> new Unavailable.Unreachable(code, sentence);
            case FAULTED -> new Faulted(code, sentence);
            case OK -> throw new IllegalArgumentException("a failure cannot have the status OK");
            default -> new Rejected(status, code, sentence);
        };
    }
}
