package io.stargazer.server.log;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** The other end of a {@link PeerTransport}: what another server's log asks, this one answers. */
public interface PeerAnswers {

    /**
     * Answers one request of a server that has proved to be one. May block for a moment, but not
     * while entries are written to the disk; completes on a thread of the log's.
     *
     * @throws IOException when there is no answer now; the other asks again
     */
    CompletionStage<byte[]> answer(PeerCall call, byte[] request) throws IOException;
}
