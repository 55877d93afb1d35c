package io.stargazer.sim.world;

import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.time.SimWallClock;
import java.time.Duration;

/**
 * A machine on which one life of a server process follows the other: its disk and its clock stay.
 */
public final class SimHost {

    private final SimWorld world;
    private final String name;
    private final SimDisk disk;
    private final SimWallClock wallClock;
    private SimServer server;
    private LogFaults faults = LogFaults.NONE;
    private Duration restart = Duration.ofSeconds(1);
    private int lives;
    private boolean gone;

    SimHost(SimWorld world, String name, SimDisk disk) {
        this.world = world;
        this.name = name;
        this.disk = disk;
        this.wallClock = new SimWallClock(world.clock());
        this.server = nextLife();
    }

    private SimServer nextLife() {
        lives++;
        return new SimServer(world, this, world.random().stream(name + "-" + lives));
    }

    /** The first start of the server; returns at once. */
    void start() {
        server.start();
    }

    /** The server dies now and starts again after a while. */
    public void crash() {
        if (!server.process().alive()) {
            return;
        }
        world.trace().note(name + " crashes");
        server.process().kill();
        server.log().crash();
        world.died(server);
        world.clock().after(restart, this::restart);
    }

    /** It is switched off for good. */
    void stop() {
        gone = true;
        crash();
    }

    private void restart() {
        if (gone) {
            return;
        }
        world.trace().note(name + " starts");
        server = nextLife();
        server.log().faults(faults);
        server.start();
    }

    /** How long the server stays down after a crash. */
    public void restartAfter(Duration duration) {
        restart = duration;
    }

    /** Of the log, in this life and those to come. */
    public void faults(LogFaults now) {
        faults = now;
        server.log().faults(now);
    }

    /** The process stands still (SIGSTOP, a long garbage collection): all that is due waits. */
    public void freeze(Duration duration) {
        if (!server.process().alive()) {
            return;
        }
        server.process().freeze(duration);
        world.froze(server, duration);
        world.clock().after(duration, world.cluster()::disturbed);
    }

    public String name() {
        return name;
    }

    public SimDisk disk() {
        return disk;
    }

    public SimWallClock wallClock() {
        return wallClock;
    }

    /** The server of this life. */
    public SimServer server() {
        return server;
    }
}
