package io.stargazer.server.log.succession;

import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that the leader's process has ended, together with the other voters, and has the one of
 * them elected that has most. A voter finds a server gone when its connection to it has broken and
 * nobody listens at its address; that alone may be the network's doing, so a majority must find it.
 * Thread-safe; what waits does so on a virtual thread.
 *
 * <pre>
 *   request   Standing of who asks
 *   answer    bool whether its leader is gone here, too | Standing of who answers
 * </pre>
 */
public final class Succession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    /** Others hear of it a moment later, or have to be elected first. */
    private static final int ATTEMPTS = 8;

    private static final long PAUSE_MS = 40;
    private static final long ANSWER_WITHIN_MS = 500;

    private final String self;
    private final Voter voter;
    private final PeerTransport transport;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    public Succession(String self, Voter voter, PeerTransport transport) {
        this.self = self;
        this.voter = voter;
        this.transport = transport;
    }

    /** The connection to that server broke. Does not block. */
    public void lost(String peer) {
        if (peer.equals(voter.standing().leader()) && isAsking.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("succession")
                    .start(() -> {
                        try {
                            replace(peer);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } catch (IOException e) {
                            LOG.info(
                                    "{} is left to the time of elections: {}",
                                    peer,
                                    e.getMessage());
                        } finally {
                            isAsking.set(false);
                        }
                    });
        }
    }

    /** Answers another voter whose connection broke. Blocks for a moment. */
    public byte[] answer(byte[] request) {
        Source source = new Source(request);
        Standing asker = Standing.read(source);
        source.expectEnd();
        Standing mine = voter.standing();
        Sink sink = new Sink();
        sink.bool(mine.isUnder(asker) && transport.isGone(mine.leader()));
        mine.write(sink);
        return sink.toArray();
    }

    private void replace(String leader) throws IOException, InterruptedException {
        Standing first = voter.standing();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Standing mine = voter.standing();
            boolean isLed = leader.equals(mine.leader()) && mine.isUnder(first);
            if (!isLed || !transport.isGone(leader)) {
                return;
            }
            if (isMineToReplace(mine)) {
                boolean stands = voter.stand(mine);
                LOG.info("{} is gone, this server {}", leader, stands ? "stands" : "waits");
                return;
            }
            if (closed.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    /** A majority finds the leader gone, and nobody of it should be elected before this one. */
    private boolean isMineToReplace(Standing mine) throws InterruptedException {
        List<String> others = voter.others();
        if (!others.contains(mine.leader())) {
            return false; // who votes is being changed
        }
        Map<String, CompletableFuture<Optional<Standing>>> asked = new HashMap<>();
        for (String other : others) {
            if (!other.equals(mine.leader())) {
                asked.put(other, ask(other, mine));
            }
        }
        int agree = 1;
        boolean isFirst = true;
        for (var answer : asked.entrySet()) {
            Optional<Standing> theirs = answered(answer.getValue());
            if (theirs.isPresent()) {
                agree++;
                int more = theirs.get().compareEntries(mine);
                isFirst &= more < 0 || (more == 0 && self.compareTo(answer.getKey()) < 0);
            }
        }
        return isFirst && 2 * agree > others.size() + 1;
    }

    /** Where the other stands, if the leader is gone there, too. */
    private CompletableFuture<Optional<Standing>> ask(String other, Standing mine) {
        Sink sink = new Sink();
        mine.write(sink);
        return transport
                .send(other, PeerCall.GONE, sink.toArray())
                .thenApply(answer -> {
                    Source source = new Source(answer);
                    boolean isGone = source.bool();
                    Standing theirs = Standing.read(source);
                    return isGone ? Optional.of(theirs) : Optional.<Standing>empty();
                })
                .completeOnTimeout(Optional.empty(), ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS);
    }

    /** Who does not answer, or is too old to understand, does not agree. */
    private static Optional<Standing> answered(CompletableFuture<Optional<Standing>> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LOG.debug("no answer", e);
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
