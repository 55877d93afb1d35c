package io.stargazer.sdk.task.wire;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.session.SessionRejection;
import java.util.concurrent.CompletionException;

/** What the failure of a call to the servers means for who made it. */
public enum Setback {
    /** The same again, after a pause: ids make it harmless. */
    PASSING,
    /** The same again, on another connection: this one leads nowhere. */
    OF_CONNECTION,
    /** The answer would be the same. */
    FINAL;

    private static final String UNKNOWN_SESSION = new SessionRejection.UnknownSession("").code();

    public static Setback of(Throwable thrown) {
        return switch (cause(thrown)) {
            case Unavailable.NotLeader elsewhere -> OF_CONNECTION;
            case Unavailable passing -> PASSING;
            case Faulted once -> PASSING;
            case Rejected refused -> of(refused);
            default -> FINAL;
        };
    }

    private static Setback of(Rejected refused) {
        if (refused.status() == Status.UNAUTHENTICATED || refused.code().equals(UNKNOWN_SESSION)) {
            return OF_CONNECTION;
        }
        return refused.status() == Status.CANCELLED ? PASSING : FINAL;
    }

    /** What happened, as whoever hears of it can understand it. */
    public static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    /** The sentence for people. */
    public static String sentence(Throwable thrown) {
        Throwable cause = cause(thrown);
        return cause instanceof Failure failure
                ? failure.getMessage() + " (" + failure.code() + ")"
                : cause.toString();
    }
}
