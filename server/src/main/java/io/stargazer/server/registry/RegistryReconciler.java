package io.stargazer.server.registry;

import io.stargazer.api.Change;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryCommand.ForgetLost;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Forgets lost instances (RG-6): after a minute where most of the service is well, and after a
 * quarter of an hour where it is protected, when nobody believes in their return any more. Acts
 * only on the leader.
 */
public final class RegistryReconciler implements ChangeListener {

    /** How long "at once" is: losses within it count together. */
    static final Duration LOSS_WINDOW = Duration.ofMinutes(1);

    /** The longest that a service is protected. */
    static final Duration LONGEST_PROTECTION = Duration.ofMinutes(15);

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final String ACTOR = "server:registry";

    private final ControlPlane control;
    private final Timers timers;
    private final TreeSet<ServiceName> losing = new TreeSet<>();
    private boolean leading;

    public RegistryReconciler(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
        timers.every(PERIOD, this::reconcile);
    }

    /** What to do now: a pure function of the state and the time. */
    static List<ForgetLost> decide(
            ControlView view, Collection<ServiceName> candidates, long nowMs) {
        return candidates.stream()
                .map(view.registry()::service)
                .filter(service -> service != null && isForgettable(service, nowMs))
                .map(service -> new ForgetLost(service.name()))
                .toList();
    }

    private static boolean isForgettable(Service service, long nowMs) {
        if (service.lost() == 0) {
            return false;
        }
        long lastLossMs = 0;
        for (Table.Entry<String, Registration> entry : service.registrations()) {
            lastLossMs = Math.max(lastLossMs, entry.value().lostMs());
        }
        Duration patience = service.isProtected() ? LONGEST_PROTECTION : LOSS_WINDOW;
        return nowMs - lastLossMs >= patience.toMillis();
    }

    private void reconcile() {
        List<ForgetLost> commands;
        synchronized (this) {
            if (!leading) {
                return;
            }
            ControlView view = control.latest();
            losing.removeIf(name -> !isLosing(view, name));
            commands = decide(view, losing, timers.millis());
        }
        // What fails now is decided again in the next period.
        commands.forEach(command -> control.request(ACTOR, command));
    }

    private static boolean isLosing(ControlView view, ServiceName name) {
        Service service = view.registry().service(name);
        return service != null && service.lost() > 0;
    }

    @Override
    public synchronized void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            switch (change.event()) {
                case RegistryEvent.InstanceDown down -> losing.add(down.service());
                case RegistryEvent.InstanceSuspect suspect -> losing.add(suspect.service());
                default -> {}
            }
        }
    }

    @Override
    public synchronized void leading(boolean nowLeading) {
        leading = nowLeading;
        if (nowLeading) {
            for (Table.Entry<ServiceName, Service> entry : control.latest().registry().services()) {
                if (entry.value().lost() > 0) {
                    losing.add(entry.key());
                }
            }
        }
    }
}
