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

/** How the server is. */
public final class StatusService {

    private final String serverId;
    private final ControlPlane control;
    private final Figures figures;
    private final InstantSource clock;
    private final Instant started;

    public StatusService(
            String serverId, ControlPlane control, Figures figures, InstantSource clock) {
        this.serverId = serverId;
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

    /** Whether this server can serve: it leads, and its log moves. */
    public boolean isReady() {
        return control.status().leading();
    }

    public Status status(Principal principal) {
        Authoriser.requireSomewhere(principal, Role.VIEWER);
        ControlView view = control.latest();
        Figures.Sample now = figures.latest();
        return new Status(
                Version.CURRENT,
                serverId,
                isReady() ? "ready" : "waiting for a leader",
                started.toString(),
                Duration.between(started, clock.instant()).toSeconds(),
                view.revision(),
                "%016x".formatted(view.hash()),
                log(control.status()),
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
