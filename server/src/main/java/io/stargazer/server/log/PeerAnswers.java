package io.stargazer.server.log;

import java.io.IOException;

/** The other end of a {@link PeerTransport}: what another server's log asks, this one answers. */
public interface PeerAnswers {

    /**
     * Answers one request of a server that has proved to be one. Blocks while it is written to the
     * disk.
     *
     * @throws IOException when there is no answer now; the other asks again
     */
    byte[] answer(PeerCall call, byte[] request) throws IOException;
}
