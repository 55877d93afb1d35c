package io.stargazer.sim.world;

import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.identity.Secrets;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.registry.RegistryReconciler;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.sim.log.SimLog;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.time.SimTimers;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One life of the server process: the real services over a simulated log. They are wired, as the
 * server itself does it, once the log leads for the first time; until then nobody is let in.
 */
public final class SimServer {

    private final SimProcess process;
    private final SimTimers timers;
    private final ControlMachine machine;
    private final SimLog log;
    private final ControlPlane control;
    private @Nullable Services services;
    private boolean failed;

    /** The services, wired. */
    public record Services(
            IdentityService identity,
            SessionService sessions,
            RegistryService registry,
            CallGraph calls,
            MethodTraffic methods) {}

    SimServer(SimWorld world, SimRandom random) {
        process = new SimProcess(world.clock());
        timers = new SimTimers(process);
        machine = new ControlMachine((sentence, cause) -> fail(world, sentence));
        LogMachine driven = world.parts().machine(new Recorded(machine, world));
        log = new SimLog(process, random.stream("log"), world.disk(), driven);
        control = new ControlPlane(machine, log, timers, random.stream("pipeline"), Runnable::run);
        machine.listen(new FirstLeading(() -> wire(random)));
    }

    void start(Duration election) {
        log.start(election);
    }

    private void wire(SimRandom random) {
        if (services != null) {
            return;
        }
        SessionService sessions = new SessionService(control, timers, SessionSettings.DEFAULT);
        control.listen(sessions);
        WatchHub hub = new WatchHub(control.latest());
        control.listen(hub);
        RegistryService registry = new RegistryService(control, sessions, hub);
        control.listen(new RegistryReconciler(control, timers));
        services =
                new Services(
                        new IdentityService(control, new Secrets(random.stream("secrets"))),
                        sessions,
                        registry,
                        new CallGraph(control, timers),
                        new MethodTraffic(control, timers));
    }

    private void fail(SimWorld world, String sentence) {
        failed = true;
        world.trace().note("server failed: " + sentence);
        process.after(Duration.ofMillis(10), world::crash);
    }

    public SimProcess process() {
        return process;
    }

    public SimTimers timers() {
        return timers;
    }

    public SimLog log() {
        return log;
    }

    public ControlPlane control() {
        return control;
    }

    /** Whether it lets clients in. */
    public boolean isOpen() {
        return process.alive() && !failed && services != null;
    }

    /**
     * The services.
     *
     * @throws IllegalStateException while it is not open
     */
    public Services services() {
        Services wired = services;
        if (wired == null) {
            throw new IllegalStateException("the server has not started");
        }
        return wired;
    }

    /** Tells the history of every entry before the machine applies it. */
    private record Recorded(ControlMachine machine, SimWorld world) implements LogMachine {

        @Override
        public void apply(long index, byte[] entry) {
            History history = world.history();
            long before = history.revision();
            history.applied(index, entry);
            for (long revision = before + 1; revision <= history.revision(); revision++) {
                world.trace().note(revision + " " + history.decided(revision));
            }
            machine.apply(index, entry);
        }

        @Override
        public View view() {
            return machine.view();
        }

        @Override
        public void restore(long index, InputStream snapshot) throws IOException {
            machine.restore(index, snapshot);
        }

        @Override
        public void leading(boolean leading) {
            world.trace().note(leading ? "server leads" : "server does not lead");
            machine.leading(leading);
        }

        @Override
        public void failed(String sentence, Throwable cause) {
            machine.failed(sentence, cause);
        }
    }

    private record FirstLeading(Runnable action) implements ChangeListener {
        @Override
        public void leading(boolean leading) {
            if (leading) {
                action.run();
            }
        }
    }
}
