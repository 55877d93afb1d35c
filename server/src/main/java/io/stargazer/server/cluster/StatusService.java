package io.stargazer.server.cluster;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.core.ControlView;
import io.stargazer.server.Version;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How the server is. */
public final class StatusService {

    private final String serverId;
    private final ControlPlane control;
    private final BooleanSupplier ready;
    private final Figures figures;
    private final InstantSource clock;
    private final Instant started;

    /**
     * @param ready whether this server leads, or follows a leader with all that is known
     */
    public StatusService(
            String serverId,
            ControlPlane control,
            BooleanSupplier ready,
            Figures figures,
            InstantSource clock) {
        this.serverId = serverId;
        this.ready = ready;
        this.control = control;
        this.figures = figures;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Everything at a glance. */
    public record Status(
            String version,
            String server,
            String state,
            String startedAt,
            long uptimeSeconds,
            long revision,
            String stateHash,
            Log log,
            int namespaces,
            int applications,
            int sessions,
            int services,
            int instances,
            int connections,
            int watches,
            Memory memory,
            Rates rates) {}

    public record Log(
            String leader,
            long term,
            long committed,
            long applied,
            long snapshot,
            long bytes,
            List<String> voters) {}

    public record Memory(long heapBytes, long rssBytes) {}

    public record Rates(long commandsPerSecond, long requestsPerSecond, long rpcCallsPerSecond) {}

    /** Whether this server can serve, be it by sending requests to the leader. */
    public boolean isReady() {
        return ready.getAsBoolean();
    }

    private static String state(LogStatus log, boolean isReady) {
        if (!isReady) {
            return "waiting for a leader";
        }
        return log.leading() ? "ready" : "following";
    }

    public Status status(Principal principal) {
        Authoriser.requireSomewhere(principal, Role.VIEWER);
        ControlView view = control.latest();
        Figures.Sample now = figures.latest();
        LogStatus log = control.status();
        return new Status(
                Version.CURRENT,
                serverId,
                state(log, isReady()),
                started.toString(),
                Duration.between(started, clock.instant()).toSeconds(),
                view.revision(),
                "%016x".formatted(view.hash()),
                log(log),
                view.identity().namespaces().size(),
                view.identity().applications().size(),
                view.sessions().sessions().size(),
                view.registry().services().size(),
                view.registry().instances(),
                now.connections(),
                now.watches(),
                new Memory(now.heapBytes(), now.rssBytes()),
                new Rates(now.commands(), now.requests(), now.rpcCalls()));
    }

    /** The last five minutes, second by second, oldest first. */
    public List<Figures.Sample> history(Principal principal) {
        Authoriser.requireSomewhere(principal, Role.VIEWER);
        return figures.samples();
    }

    private static Log log(LogStatus status) {
        return new Log(
                status.leader(),
                status.term(),
                status.committed(),
                status.applied(),
                status.snapshot(),
                status.bytes(),
                status.voters().stream().map(Member::id).toList());
    }
}
