package io.stargazer.api.session;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of session commands. */
public sealed interface SessionRejection extends Rejection {

    /** Another application has this session. */
    record SessionTaken(String id) implements SessionRejection {}

    /** The session has ended, or never was: open a new one and register again. */
    record UnknownSession(String id) implements SessionRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case SessionTaken r -> Status.CONFLICT;
            case UnknownSession r -> Status.NOT_FOUND;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case SessionTaken r -> "session.taken";
            case UnknownSession r -> "session.unknown";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case SessionTaken(var id) -> "the session '" + id + "' belongs to another application";
            case UnknownSession(var id) ->
                    "there is no session '" + id + "': it ended; open a new one";
        };
    }
}
