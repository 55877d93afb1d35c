package io.stargazer.api.session;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.codec.Tag;
import io.stargazer.api.identity.ApplicationId;

/** The beginning and the end of sessions. */
public sealed interface SessionCommand extends Command {

    /** Opening a session that the same application has already opened changes nothing. */
    @Tag(1)
    record OpenSession(String id, ApplicationId application, String client)
            implements SessionCommand {
        public OpenSession {
            Name.require("session", id);
            Limits.text("client", client, 255);
        }
    }

    /** Ends a session and all that hangs on it. Ending one that is not there changes nothing. */
    @Tag(2)
    record EndSession(String id, Ending ending) implements SessionCommand {
        public EndSession {
            Limits.text("session", id, 63);
        }
    }

    /** Why a session ended. */
    enum Ending {
        /** The client said good-bye. */
        CLOSED,
        /** Its connection broke, or went silent, and it did not come back in time. */
        LOST,
        /** A person ended it. */
        EXPELLED
    }
}
