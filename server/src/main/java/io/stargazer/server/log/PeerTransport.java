package io.stargazer.server.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * How the log of this server reaches those of the others: requests and answers are bytes that only
 * the logs understand. Every method may be called from any thread.
 */
public interface PeerTransport {

    /** Of a server that talks to no other. */
    PeerTransport NONE =
            new PeerTransport() {
                @Override
                public CompletableFuture<byte[]> send(String peer, PeerCall call, byte[] request) {
                    return CompletableFuture.failedFuture(
                            new IOException("this server is the only voter and talks to no other"));
                }

                @Override
                public void know(Collection<Member> members) {}

                @Override
                public void onLost(Consumer<String> action) {}

                @Override
                public boolean isGone(String peer) {
                    return false;
                }

                @Override
                public List<Member> located(List<Member> members) {
                    return members;
                }
            };

    /**
     * Asks. Fails when there is no answer in time, or no connection: whether the other has acted is
     * unknown then, and the log knows how to live with that. Completes on a thread that must not
     * block.
     */
    CompletableFuture<byte[]> send(String peer, PeerCall call, byte[] request);

    /**
     * Asks and waits for the answer.
     *
     * @throws InterruptedIOException when the thread is interrupted
     * @throws IOException when {@link #send} fails
     */
    default byte[] call(String peer, PeerCall call, byte[] request) throws IOException {
        CompletableFuture<byte[]> answer = send(peer, call, request);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(peer + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + peer);
        }
    }

    /** These servers are there, at these addresses unless they have said otherwise themselves. */
    void know(Collection<Member> members);

    /**
     * Runs the action with the id of each server to which the connection has broken, as soon as
     * that is known. It must not block.
     */
    void onLost(Consumer<String> action);

    /**
     * Whether the connection to that server is broken and nobody listens where it was: its process
     * has ended. False where nobody can tell. Blocks for a moment.
     */
    boolean isGone(String peer);

    /** The same servers with the addresses at which they are reached now. */
    List<Member> located(List<Member> members);
}
