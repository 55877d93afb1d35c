package io.stargazer.server.peer;

import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one server after the other to let this one vote, until it does: only the leader can, it can
 * change while it is asked, and bringing this server up to date may take minutes.
 */
public final class Newcomer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Newcomer.class);
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final PeerLinks links;
    private final List<Member> members;
    private final Supplier<LogStatus> log;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Begins at once. */
    public Newcomer(PeerLinks links, List<Member> members, Supplier<LogStatus> log) {
        this.links = links;
        this.members = members;
        this.log = log;
        this.thread = Thread.ofVirtual().name("newcomer").start(this::run);
    }

    private void run() {
        byte[] request = PeerRpcApi.joinRequest(links.self().address());
        try {
            while (!isVoter()) {
                for (Member member : members) {
                    if (ask(member, request)) {
                        return;
                    }
                }
                if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private boolean ask(Member member, byte[] request) throws InterruptedException {
        try {
            byte[] _ = links.send(member.id(), PeerRpcApi.JOIN, request, ANSWER_WITHIN).get();
            LOG.info("this server votes now");
            return true;
        } catch (ExecutionException e) {
            LOG.info("not taken in yet: {}", String.valueOf(e.getCause()));
            return false;
        }
    }

    private boolean isVoter() {
        String self = links.self().id();
        return log.get().voters().stream().anyMatch(voter -> voter.id().equals(self));
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
