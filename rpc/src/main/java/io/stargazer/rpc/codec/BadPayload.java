package io.stargazer.rpc.codec;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;

/** The one way in which a codec refuses. */
final class BadPayload {

    private BadPayload() {}

    static Rejected because(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "rpc.bad-payload", sentence);
    }
}
