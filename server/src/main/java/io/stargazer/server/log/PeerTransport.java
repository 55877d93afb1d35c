package io.stargazer.server.log;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * How the log of this server reaches those of the others: requests and answers are bytes that only
 * the logs understand. Every method may be called from any thread.
 */
public interface PeerTransport {

    /** Of a server that talks to no other. */
    PeerTransport NONE =
            new PeerTransport() {
                @Override
                public byte[] call(String peer, PeerCall call, byte[] request) throws IOException {
                    throw new IOException("this server is the only voter and talks to no other");
                }

                @Override
                public void know(Collection<Member> members) {}

                @Override
                public List<Member> located(List<Member> members) {
                    return members;
                }
            };

    /**
     * Asks and waits for the answer.
     *
     * @throws java.io.InterruptedIOException when the thread is interrupted
     * @throws IOException when there is none in time, or no connection: whether the other has acted
     *     is unknown then, and the log knows how to live with that
     */
    byte[] call(String peer, PeerCall call, byte[] request) throws IOException;

    /** These servers are there, at these addresses unless they have said otherwise themselves. */
    void know(Collection<Member> members);

    /** The same servers with the addresses at which they are reached now. */
    List<Member> located(List<Member> members);
}
