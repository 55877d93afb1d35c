package io.stargazer.sim.world;

import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.identity.Secrets;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.registry.RegistryReconciler;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.server.schedule.ScheduleReconciler;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.server.task.TaskOperations;
import io.stargazer.server.task.TaskReconciler;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.forecast.Experience;
import io.stargazer.server.task.live.Endings;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.LiveNotes;
import io.stargazer.server.task.live.OutcomeHub;
import io.stargazer.server.task.live.Speculation;
import io.stargazer.server.task.live.TaskSettings;
import io.stargazer.server.task.plane.TaskPlane;
import io.stargazer.server.time.Timers;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.sim.log.SimLog;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.time.SimTimers;
import java.time.Duration;

/** One life of a server process: the real services, wired from the start, over a simulated log. */
public final class SimServer {

    private final SimWorld world;
    private final SimHost host;
    private final SimProcess process;
    private final SimTimers timers;
    private final SimLog log;
    private final RecordedMachine recorded;
    private final ControlPlane control;
    private final Services services;
    private boolean started;
    private boolean failed;

    /** The services, wired. */
    public record Services(
            IdentityService identity,
            SessionService sessions,
            RegistryService registry,
            CallGraph calls,
            MethodTraffic methods,
            Tasks tasks) {}

    /** Tasks, wired. */
    public record Tasks(TaskService service, TaskOperations operations, ExecutorHub executors) {}

    SimServer(SimWorld world, SimHost host, SimRandom random) {
        this.world = world;
        this.host = host;
        process = new SimProcess(world.clock());
        timers = new SimTimers(process, host.wallClock());
        ControlMachine machine = new ControlMachine((sentence, cause) -> fail(sentence));
        LogMachine driven = world.parts().machine(machine, timers);
        recorded = new RecordedMachine(driven, world, host.name());
        SimLog.Ground ground = new SimLog.Ground(process, random.stream("log"), host.disk());
        log = new SimLog(host.name(), world.cluster(), ground, recorded);
        ReplicatedLog port = new RecordedLog(world.parts().log(log), this, world);
        Timers time = world.parts().time(timers);
        control = new ControlPlane(machine, port, time, random.stream("pipeline"), Runnable::run);
        services = wire(random);
        control.listen(world.parts().schedules(new ScheduleReconciler(control, time)));
    }

    private Services wire(SimRandom random) {
        SessionSettings settings = world.parts().sessions(SessionSettings.DEFAULT);
        SessionService sessions = new SessionService(control, timers, settings);
        control.listen(sessions);
        WatchHub hub = new WatchHub(control.latest());
        control.listen(hub);
        RegistryService registry = new RegistryService(control, sessions, hub);
        control.listen(new RegistryReconciler(control, timers));
        return new Services(
                new IdentityService(control, new Secrets(random.stream("secrets"))),
                sessions,
                registry,
                new CallGraph(control, timers),
                new MethodTraffic(control, timers),
                wireTasks(sessions, settings));
    }

    private Tasks wireTasks(SessionService sessions, SessionSettings settings) {
        TaskSettings taskSettings = new TaskSettings(host.name(), settings.grace());
        LiveNotes notes = new LiveNotes();
        TaskPlane plane = new TaskPlane(control, timers);
        control.listen(plane);
        Endings endings = new Endings(plane, timers, notes);
        control.listen(endings);
        ExecutorHub executors =
                new ExecutorHub(control, timers, endings, taskSettings, Experience.none());
        control.listen(world.parts().executors(executors));
        OutcomeHub outcomes = new OutcomeHub(control, plane, timers);
        control.listen(outcomes);
        TaskReconciler reconciler = new TaskReconciler(control, timers, notes);
        control.listen(reconciler);
        plane.dispatchBy(executors::heard);
        plane.listen(outcomes::heard);
        plane.listen(reconciler::heard);
        return new Tasks(
                new TaskService(plane, sessions, executors, outcomes, notes),
                new TaskOperations(
                        plane,
                        executors,
                        new Speculation(control, timers, executors, taskSettings)),
                executors);
    }

    void start() {
        started = true;
        log.start();
    }

    private void fail(String sentence) {
        failed = true;
        world.trace().note(host.name() + " failed: " + sentence);
        process.after(Duration.ofMillis(10), host::crash);
    }

    public String name() {
        return host.name();
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

    public Services services() {
        return services;
    }

    /** Whether it lets clients in. */
    public boolean isOpen() {
        return started && process.alive() && !failed;
    }

    /** How often its whole state was replaced by a snapshot's. */
    public int restorations() {
        return recorded.restorations();
    }

    /** When it began to lead, as it believes to do now or did last. */
    public long leadsSinceNs() {
        return recorded.leadsSinceNs();
    }

    /** When it ceased to lead, negative while it believes that it leads. */
    public long followsSinceNs() {
        return recorded.followsSinceNs();
    }
}
