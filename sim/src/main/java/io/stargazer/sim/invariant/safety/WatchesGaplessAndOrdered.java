package io.stargazer.sim.invariant.safety;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.core.registry.Service;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.History.ServiceEvent;
import io.stargazer.sim.world.SimWatcher;
import io.stargazer.sim.world.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A watcher is told exactly what happened to its service, each event once, in order, across all its
 * connections; what it makes of that is the service's listing at that revision; and once all is at
 * rest, it knows the present one.
 */
public final class WatchesGaplessAndOrdered implements Invariant {

    private final Map<String, Known> knownBy = new TreeMap<>();

    /** What a watcher knows: a listing, and how far it is in the history of the service. */
    private static final class Known {
        final TreeMap<String, Registration> listed = new TreeMap<>();
        boolean isProtected;
        boolean begun;
        int next;
    }

    @Override
    public void check(SimWorld world) {
        for (SimWatcher watcher : world.watchers()) {
            Update update = watcher.takeReceived();
            while (update != null) {
                Known known = knownBy.computeIfAbsent(watcher.name(), name -> new Known());
                switch (update) {
                    case Update.Listing listing -> replace(world, watcher, known, listing);
                    case Update.Changed changed -> proceed(world, watcher, known, changed);
                }
                update = watcher.takeReceived();
            }
        }
    }

    private void replace(SimWorld world, SimWatcher watcher, Known known, Update.Listing listing) {
        List<ServiceEvent> events = world.history().events(watcher.service());
        int next = 0;
        while (next < events.size() && events.get(next).revision() <= listing.revision()) {
            next++;
        }
        Violation.unless(
                next >= known.next, this, () -> "%s goes back in time".formatted(watcher.name()));
        known.listed.clear();
        listing.registrations().forEach(r -> known.listed.put(r.instance().id(), r));
        known.isProtected = listing.isProtected();
        known.begun = true;
        known.next = next;
        compare(world, watcher, known, listing.revision());
    }

    private void proceed(SimWorld world, SimWatcher watcher, Known known, Update.Changed changed) {
        List<ServiceEvent> events = world.history().events(watcher.service());
        for (RegistryEvent event : changed.events()) {
            ServiceEvent told = new ServiceEvent(changed.revision(), event);
            Violation.unless(
                    known.begun
                            && known.next < events.size()
                            && told.equals(events.get(known.next)),
                    this,
                    () ->
                            "%s is told %s, not %s"
                                    .formatted(
                                            watcher.name(),
                                            told,
                                            known.next < events.size()
                                                    ? events.get(known.next)
                                                    : "nothing"));
            known.next++;
            fold(known, event);
        }
        Violation.unless(
                known.next == events.size()
                        || events.get(known.next).revision() > changed.revision(),
                this,
                () ->
                        "%s is told a part of revision %d"
                                .formatted(watcher.name(), changed.revision()));
        compare(world, watcher, known, changed.revision());
    }

    private static void fold(Known known, RegistryEvent event) {
        switch (event) {
            case RegistryEvent.InstanceUp up -> put(known, up.registration());
            case RegistryEvent.InstanceSuspect suspect -> put(known, suspect.registration());
            case RegistryEvent.InstanceDown down -> known.listed.remove(down.instanceId());
            case RegistryEvent.ProtectionChanged changed -> known.isProtected = changed.active();
            case RegistryEvent.CallerChanged _ -> {}
        }
    }

    private static void put(Known known, Registration registration) {
        known.listed.put(registration.instance().id(), registration);
    }

    private void compare(SimWorld world, SimWatcher watcher, Known known, long revision) {
        Service service = world.history().view(revision).registry().service(watcher.service());
        List<Registration> truth = service == null ? List.of() : service.listed();
        boolean isProtected = service != null && service.isProtected();
        Violation.unless(
                truth.equals(new ArrayList<>(known.listed.values()))
                        && isProtected == known.isProtected,
                this,
                () ->
                        "%s believes %s, the truth at revision %d is %s"
                                .formatted(watcher.name(), known.listed.values(), revision, truth));
    }

    @Override
    public void checkRested(SimWorld world) {
        for (SimWatcher watcher : world.watchers()) {
            @Nullable Known known = knownBy.get(watcher.name());
            int events = world.history().events(watcher.service()).size();
            Violation.unless(
                    known != null && known.next == events,
                    this,
                    () ->
                            "%s was told %d of %d events"
                                    .formatted(
                                            watcher.name(),
                                            known == null ? 0 : known.next,
                                            events));
        }
    }
}
