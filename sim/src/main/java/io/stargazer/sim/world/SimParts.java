package io.stargazer.sim.world;

import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.registry.PushedUpdate;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.server.time.Timers;
import io.stargazer.sim.log.SimCluster;
import io.stargazer.sim.log.SimDisk;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The joints at which a world is put together. As they are here, it is honest; tests override one
 * to plant a bug and show that the invariants find it.
 */
public class SimParts implements SimCluster.Ballot {

    public SimParts() {}

    public SimDisk disk() {
        return new SimDisk();
    }

    @Override
    public int commitQuorum(int voters) {
        return voters / 2 + 1;
    }

    /**
     * What the log drives.
     *
     * @param clock that of the server
     */
    public LogMachine machine(LogMachine honest, InstantSource clock) {
        return honest;
    }

    /** What the services stand on. */
    public ReplicatedLog log(ReplicatedLog honest) {
        return honest;
    }

    public SessionSettings sessions(SessionSettings honest) {
        return honest;
    }

    /** What the hub tells. */
    public Consumer<PushedUpdate> updates(Consumer<PushedUpdate> honest) {
        return honest;
    }

    /** What tells executors what to do. */
    public ChangeListener executors(ChangeListener honest) {
        return honest;
    }

    /** The time by which the log and its schedules go. */
    public Timers time(Timers honest) {
        return honest;
    }

    /** What fires schedules. */
    public ChangeListener schedules(ChangeListener honest) {
        return honest;
    }

    /** How an executor presents itself to a server, as the server hears it. */
    public ExecutorHello hello(ExecutorHello honest) {
        return honest;
    }

    /** What a server tells an executor. */
    public Work work(Work honest) {
        return honest;
    }

    /** What an executor says at last of an attempt that it was told to stop. */
    public boolean saysThatItStopped(HeldAttempt stopped) {
        return true;
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
     * @param isElsewhere whether it saw that at another server
     */
    public long resumeAfter(long revision, boolean isElsewhere) {
        return revision;
    }
}
