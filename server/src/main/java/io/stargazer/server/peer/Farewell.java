package io.stargazer.server.peer;

import io.stargazer.api.Failure;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.log.LogStatus;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server that stops in order says before it goes. The leader hears it, or is the one: so it
 * knows when those who stay are no majority, which is the end of the cluster until some are back.
 * One that stops while a majority stays is no end, whether it leads or not. Thread-safe.
 */
public final class Farewell {

    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
    private static final String LEAVE = "leave";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    private final PeerLinks links;
    private final Supplier<LogStatus> log;
    private final Runnable onEnd;

    /**
     * @param onEnd runs on the leader when the cluster is about to end; must not block
     */
    public Farewell(PeerLinks links, Supplier<LogStatus> log, Runnable onEnd) {
        this.links = links;
        this.log = log;
        this.onEnd = onEnd;
    }

    public void addTo(ServiceTable services) {
        services.bind(PeerLinks.SERVICE, LEAVE, this::heard);
    }

    private byte[] heard(CallContext call, byte[] nothing) {
        String leaving = PeerLogin.requireMember(call.principal());
        links.leaves(leaving);
        lookAround(leaving);
        return nothing;
    }

    /** This server stops. Blocks for a second at most, when the leader does not answer. */
    public void say() {
        String self = links.self().id();
        LogStatus now = log.get();
        if (now.leader().equals(self)) {
            lookAround(self);
        } else if (!now.leader().isEmpty()) {
            tell(now.leader());
        }
    }

    private void tell(String leader) {
        try {
            byte[] _ =
                    links.send(leader, LEAVE, new byte[0], ANSWER_WITHIN)
                            .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | Failure e) {
            LOG.info("{} does not hear that this server stops: {}", leader, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAround(String leaving) {
        LogStatus now = log.get();
        long staying =
                now.voters().stream()
                        .filter(voter -> !voter.id().equals(leaving) && links.reaches(voter.id()))
                        .count();
        boolean leads = now.leader().equals(links.self().id());
        if (leads && 2 * staying <= now.voters().size()) {
            LOG.info("{} stops, and no majority of servers stays", leaving);
            onEnd.run();
        }
    }
}
