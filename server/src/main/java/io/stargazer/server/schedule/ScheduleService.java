package io.stargazer.server.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.schedule.FireTimes;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.DeleteSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PauseSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleCommand.ResumeSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduleRejection;
import io.stargazer.api.schedule.Timing;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Schedules for people and applications (TK-7): a viewer of the namespace looks, an operator
 * changes. Every method blocks until it is done and durable, or until this server knows what was
 * acknowledged before: call it on a virtual thread. Thread-safe.
 */
public final class ScheduleService {

    private final ControlPlane control;
    private final InstantSource clock;

    public ScheduleService(ControlPlane control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    /** The same, whose answers may be a moment old, see {@link ControlPlane#stale}. */
    public ScheduleService stale() {
        return new ScheduleService(control.stale(), clock);
    }

    /** The revision that a stale read is of at least. */
    long revision() {
        return control.latest().revision();
    }

    /**
     * The schedules of a namespace, by name.
     *
     * @param namespace empty for all that may be seen
     */
    public List<PlannedSchedule> list(Principal principal, String namespace) {
        ControlView view = control.read().join();
        if (!namespace.isEmpty()) {
            require(principal, view, namespace, Role.VIEWER);
        }
        List<PlannedSchedule> found = new ArrayList<>();
        for (var entry : view.schedules().schedules()) {
            String of = entry.key().namespace();
            if (namespace.isEmpty() ? principal.may(of, Role.VIEWER) : of.equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    /** One schedule. */
    public PlannedSchedule get(Principal principal, ScheduleName name) {
        ControlView view = control.read().join();
        require(principal, view, name.namespace(), Role.VIEWER);
        PlannedSchedule planned = view.schedules().schedule(name);
        if (planned == null) {
            throw new Rejected(new ScheduleRejection.UnknownSchedule(name));
        }
        return planned;
    }

    /** When it fires next, milliseconds since 1970: none while it is paused or over. */
    public List<Long> next(PlannedSchedule planned, int count) {
        Limits.range("number of times", count, 1, 1000);
        List<Long> times = new ArrayList<>();
        boolean isDelay = planned.schedule().timing() instanceof Timing.FixedDelay;
        long afterMs = isDelay ? planned.afterMs() : Math.max(planned.afterMs(), clock.millis());
        OptionalLong next = FireTimes.after(planned.schedule().timing(), afterMs);
        while (!planned.isPaused() && next.isPresent() && times.size() < count) {
            times.add(next.getAsLong());
            next =
                    isDelay
                            ? OptionalLong.empty() // the one after depends on how long this takes
                            : FireTimes.after(planned.schedule().timing(), next.getAsLong());
        }
        return times;
    }

    /**
     * Makes a schedule, or makes it another.
     *
     * @throws Rejected {@code schedule.never} when it would not fire at all
     */
    public void put(Principal principal, Schedule schedule) {
        require(principal, control.read().join(), schedule.name().namespace(), Role.OPERATOR);
        if (FireTimes.after(schedule.timing(), clock.millis()).isEmpty()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "schedule.never",
                    "the schedule %s would never fire: its time is past or does not exist"
                            .formatted(schedule.name()));
        }
        decide(principal, new PutSchedule(schedule));
    }

    /** Forgets a schedule; the tasks that it submitted go on. */
    public void delete(Principal principal, ScheduleName name) {
        get(principal, name);
        act(principal, name, new DeleteSchedule(name));
    }

    /** It does not fire until it is resumed, and misses nothing meanwhile. */
    public void pause(Principal principal, ScheduleName name) {
        act(principal, name, new PauseSchedule(name));
    }

    public void resume(Principal principal, ScheduleName name) {
        act(principal, name, new ResumeSchedule(name));
    }

    private void act(Principal principal, ScheduleName name, ScheduleCommand command) {
        require(principal, control.read().join(), name.namespace(), Role.OPERATOR);
        decide(principal, command);
    }

    private void decide(Principal principal, ScheduleCommand command) {
        control.submit(principal.actor(), command).join().orThrow();
    }

    private static void require(
            Principal principal, ControlView view, String namespace, Role role) {
        Authoriser.require(principal, namespace, role);
        if (!view.identity().namespaces().contains(namespace)) {
            throw new Rejected(new IdentityRejection.UnknownNamespace(namespace));
        }
    }
}
