package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.core.identity.IdentityState;
import io.stargazer.core.registry.RegistryState;
import io.stargazer.core.schedule.ScheduleState;
import io.stargazer.core.session.SessionState;
import io.stargazer.core.task.TaskState;
import io.stargazer.core.workflow.WorkflowState;
import java.util.ArrayList;
import java.util.List;

/**
 * All capabilities of the control plane behind one {@link #apply}. Deterministic; one thread.
 *
 * <p>Capabilities do not know each other. Where a command of one matters to another, as the end of
 * a session does to the registry, it is said here.
 */
public final class ControlState {

    private final IdentityState identity = new IdentityState();
    private final SessionState sessions = new SessionState();
    private final RegistryState registry =
            new RegistryState(id -> sessions.view().sessions().get(id));
    private final TaskState tasks = new TaskState();
    private final WorkflowState workflows = new WorkflowState();
    private final ScheduleState schedules = new ScheduleState();
    private final Workings workings = new Workings(tasks, workflows, schedules);
    private long revision;
    private long timeMs;
    private StateHash hash = new StateHash(0);

    /** The revision that the next command will have. */
    public long nextRevision() {
        return revision + 1;
    }

    /** As {@link #apply(Stamp, Asked)}, for a command that comes from no log. */
    public Outcome apply(Stamp stamp, Command command) {
        Outcome outcome = decide(stamp, command);
        return noted(stamp, Asked.of(stamp.actor(), command).item(), outcome);
    }

    /**
     * Applies one command.
     *
     * @param stamp whose revision is {@link #nextRevision()}, and whose actor asked for it
     * @throws IllegalStateException when the stamp does not follow the one before: a bug, or logs
     *     of two clusters mixed
     */
    public Outcome apply(Stamp stamp, Asked asked) {
        return noted(stamp, asked.item(), decide(stamp, asked.command()));
    }

    private Outcome decide(Stamp stamp, Command command) {
        if (stamp.revision() != nextRevision() || stamp.timeMs() < timeMs) {
            throw new IllegalStateException(
                    stamp + " does not follow revision " + revision + " at " + timeMs);
        }
        return switch (command) {
            case IdentityCommand c -> identity.apply(stamp, c);
            case SessionCommand c -> applyToSessions(stamp, c);
            case RegistryCommand c -> registry.apply(stamp, c);
            case TaskCommand c -> workings.apply(stamp, c);
            case WorkflowCommand c -> workings.apply(stamp, c);
            case ScheduleCommand c -> workings.apply(stamp, c);
            default -> throw new IllegalStateException("unknown " + command.getClass());
        };
    }

    private Outcome noted(Stamp stamp, byte[] item, Outcome outcome) {
        revision = stamp.revision();
        timeMs = stamp.timeMs();
        hash.add(stamp, item, outcome);
        return outcome;
    }

    private Outcome applyToSessions(Stamp stamp, SessionCommand command) {
        Outcome outcome = sessions.apply(stamp, command);
        if (!(outcome instanceof Outcome.Applied applied)) {
            return outcome;
        }
        List<Event> events = new ArrayList<>(applied.events());
        for (Event event : applied.events()) {
            if (event instanceof SessionEvent.SessionEnded ended) {
                events.addAll(registry.sessionEnded(stamp, ended.id(), ended.ending()));
            }
        }
        return new Outcome.Applied(events);
    }

    /** The state as it is now. */
    public ControlView view() {
        return new ControlView(
                revision,
                timeMs,
                hash.value(),
                identity.view(),
                sessions.view(),
                registry.view(),
                tasks.view(),
                workflows.view(),
                schedules.view());
    }

    /** Becomes what the view was. */
    public void restore(ControlView view) {
        identity.restore(view.identity());
        sessions.restore(view.sessions());
        registry.restore(view.registry());
        tasks.restore(view.tasks());
        workflows.restore(view.workflows());
        schedules.restore(view.schedules());
        revision = view.revision();
        timeMs = view.timeMs();
        hash = new StateHash(view.hash());
    }
}
