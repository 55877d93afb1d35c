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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Forgets lost instances (RG-6): after a minute where most of the service is well, and after a
 * quarter of an hour where it is protected, when nobody believes in their return any more. Acts
 * only on the leader.
 *
 * <p>Every server measures for itself, from when it has seen the last loss, so that it can go on
 * when it begins to lead, whatever the clocks say. A loss before its start it dates by the clock,
 * but begins anew when that makes no sense: a loss of so long ago would have been forgotten.
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

    /** Services that may have lost instances, and when they last did so before our eyes. */
    private final Map<ServiceName, OptionalLong> touchedNs = new HashMap<>();

    private final SortedMap<ServiceName, Loss> losses = new TreeMap<>();
    private boolean leading;

    /**
     * The last loss of a service that has not forgotten it.
     *
     * @param revision of the lost registration
     * @param atNs when, as {@link Timers#nanos()}
     */
    record Loss(long revision, long atNs) {}

    public RegistryReconciler(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
        timers.every(PERIOD, this::reconcile);
    }

    /** What to do now: a pure function of the state, the losses and the time. */
    static List<ForgetLost> decide(
            ControlView view, SortedMap<ServiceName, Loss> losses, long nowNs) {
        List<ForgetLost> commands = new ArrayList<>();
        losses.forEach((name, loss) -> {
            Service service = view.registry().service(name);
            if (service != null
                    && service.lost() > 0
                    && nowNs - loss.atNs() >= patience(service).toNanos()) {
                commands.add(new ForgetLost(name));
            }
        });
        return commands;
    }

    private static Duration patience(Service service) {
        return service.isProtected() ? LONGEST_PROTECTION : LOSS_WINDOW;
    }

    private void reconcile() {
        List<ForgetLost> commands;
        synchronized (this) {
            ControlView view = control.latest();
            touchedNs.forEach((name, atNs) -> date(view.registry().service(name), atNs));
            touchedNs.clear();
            losses.keySet().removeIf(name -> !isLosing(view.registry().service(name)));
            if (!leading) {
                return;
            }
            commands = decide(view, losses, timers.nanos());
        }
        // What fails now is decided again in the next period.
        commands.forEach(command -> control.request(ACTOR, command));
    }

    private static boolean isLosing(@Nullable Service service) {
        return service != null && service.lost() > 0;
    }

    /** Remembers the last loss of a service, unless it is known already. */
    private void date(@Nullable Service service, OptionalLong seenNs) {
        if (service == null || service.lost() == 0) {
            return;
        }
        long revision = 0;
        long lostMs = 0;
        for (Table.Entry<String, Registration> entry : service.registrations()) {
            if (entry.value().isLost()) {
                revision = Math.max(revision, entry.value().revision());
                lostMs = Math.max(lostMs, entry.value().lostMs());
            }
        }
        Loss known = losses.get(service.name());
        if (known == null || known.revision() < revision) {
            long atNs = seenNs.orElse(timers.nanos() - plausibleNs(service, lostMs));
            losses.put(service.name(), new Loss(revision, atNs));
        }
    }

    private long plausibleNs(Service service, long lostMs) {
        Duration ago = Duration.ofMillis(timers.millis() - lostMs);
        boolean isPlausible = !ago.isNegative() && ago.compareTo(patience(service)) < 0;
        return isPlausible ? ago.toNanos() : 0;
    }

    @Override
    public synchronized void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            switch (change.event()) {
                case RegistryEvent.InstanceDown down -> seen(down.service());
                case RegistryEvent.InstanceSuspect suspect -> seen(suspect.service());
                default -> {}
            }
        }
    }

    private void seen(ServiceName service) {
        touchedNs.put(service, OptionalLong.of(timers.nanos()));
    }

    /** What was lost between what this server has seen and the snapshot, it has not seen. */
    @Override
    public synchronized void restored(ControlView view) {
        touchedNs.clear();
        losses.clear();
    }

    @Override
    public synchronized void leading(boolean nowLeading) {
        leading = nowLeading;
        if (nowLeading) {
            for (Table.Entry<ServiceName, Service> entry : control.latest().registry().services()) {
                if (entry.value().lost() > 0) {
                    touchedNs.putIfAbsent(entry.key(), OptionalLong.empty());
                }
            }
        }
    }
}
