package io.stargazer.sim.world;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.server.session.SessionService;
import io.stargazer.sim.log.SimDisk;

/**
 * The joints at which a world is put together. As they are here, it is honest; tests override one
 * to plant a bug and show that the invariants find it.
 */
public class SimParts {

    public SimParts() {}

    public SimDisk disk() {
        return new SimDisk();
    }

    /** What the log drives. */
    public LogMachine machine(LogMachine honest) {
        return honest;
    }

    /** What the hub tells. */
    public WatchHub.Watcher watcher(WatchHub.Watcher honest) {
        return honest;
    }

    /** What carries a session. */
    public SessionService.Connection connection(SessionService.Connection honest) {
        return honest;
    }

    /** The id under which a registration is repeated whose outcome is unknown. */
    public String idAfterUnknownOutcome(String instanceId) {
        return instanceId;
    }

    /**
     * The revision after which a watcher resumes.
     *
     * @param revision the last one it has seen
     */
    public long resumeAfter(long revision) {
        return revision;
    }
}
