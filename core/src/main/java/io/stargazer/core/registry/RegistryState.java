package io.stargazer.core.registry;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryCommand.Deregister;
import io.stargazer.api.registry.RegistryCommand.ForgetCaller;
import io.stargazer.api.registry.RegistryCommand.ForgetLost;
import io.stargazer.api.registry.RegistryCommand.RecordCaller;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryCommand.SetWeight;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.RegistryEvent.Reason;
import io.stargazer.api.registry.RegistryRejection;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionRejection;
import io.stargazer.core.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link RegistryCommand}s and the ends of sessions (RG-1, RG-3, RG-6, RG-8).
 * Deterministic; one thread.
 */
public final class RegistryState {

    private final Function<String, @Nullable Session> sessions;
    private RegistryTables tables = new RegistryTables(RegistryView.EMPTY);

    /**
     * @param sessions finds an open session: a read-only view of the neighbour
     */
    public RegistryState(Function<String, @Nullable Session> sessions) {
        this.sessions = sessions;
    }

    public RegistryView view() {
        return tables.view();
    }

    public void restore(RegistryView restored) {
        tables = new RegistryTables(restored);
    }

    public Outcome apply(Stamp stamp, RegistryCommand command) {
        return switch (command) {
            case Register c -> register(stamp, c);
            case Deregister c -> deregister(c);
            case SetWeight c -> setWeight(stamp, c);
            case ForgetLost c -> forgetLost(c);
            case RecordCaller c -> recordCaller(stamp, c);
            case ForgetCaller c -> forgetCaller(c);
        };
    }

    private Outcome register(Stamp stamp, Register command) {
        Session session = sessions.apply(command.session());
        if (session == null) {
            return refused(new SessionRejection.UnknownSession(command.session()));
        }
        ServiceName name = command.service();
        if (!session.application().namespace().equals(name.namespace())) {
            return refused(new RegistryRejection.ForeignNamespace(name, session.id()));
        }
        String id = command.instance().id();
        Service service = serviceOrUnknown(name);
        Registration old = service.registrations().get(id);
        if (old != null && !old.isLost()) {
            if (!old.session().equals(session.id())) {
                return refused(new RegistryRejection.InstanceTaken(name, id));
            }
            if (isSame(old.instance(), command.instance())) {
                return applied();
            }
        }
        Registration registration =
                new Registration(
                        command.instance(),
                        session.id(),
                        session.application(),
                        old == null ? stamp.timeMs() : old.sinceMs(),
                        stamp.revision(),
                        0);
        if (old == null || old.isLost()) {
            tables.hang(session.id(), new InstanceRef(name, id));
        }
        List<Event> events = new ArrayList<>();
        events.add(new RegistryEvent.InstanceUp(name, registration));
        settle(service.with(registration), events);
        return new Outcome.Applied(events);
    }

    /** Looks first at what changes most often and costs least. */
    private static boolean isSame(Instance old, Instance offered) {
        return old.weight() == offered.weight() && old.equals(offered);
    }

    private Outcome deregister(Deregister command) {
        Service service = tables.service(command.service());
        Registration old =
                service == null ? null : service.registrations().get(command.instanceId());
        if (service == null || old == null) {
            return applied();
        }
        List<Event> events = new ArrayList<>();
        remove(service, old, Reason.DEREGISTERED, events);
        return new Outcome.Applied(events);
    }

    private Outcome setWeight(Stamp stamp, SetWeight command) {
        Service service = tables.service(command.service());
        if (service == null) {
            return refused(new RegistryRejection.UnknownService(command.service()));
        }
        Registration old = service.registrations().get(command.instanceId());
        if (old == null || old.isLost()) {
            return refused(
                    new RegistryRejection.UnknownInstance(command.service(), command.instanceId()));
        }
        if (old.instance().weight() == command.weight()) {
            return applied();
        }
        Registration changed =
                new Registration(
                        old.instance().withWeight(command.weight()),
                        old.session(),
                        old.application(),
                        old.sinceMs(),
                        stamp.revision(),
                        old.lostMs());
        tables.put(service.with(changed));
        return applied(new RegistryEvent.InstanceUp(service.name(), changed));
    }

    /** Everything that hung on the session leaves or, if that would be most of a service, stays. */
    public List<Event> sessionEnded(Stamp stamp, String session, Ending ending) {
        List<Event> events = new ArrayList<>();
        for (Table.Entry<InstanceRef, InstanceRef> entry : tables.refs(session)) {
            InstanceRef ref = entry.key();
            Service service = serviceOrUnknown(ref.service());
            Registration old = service.registrations().get(ref.instanceId());
            if (old == null) {
                continue;
            }
            if (ending == Ending.LOST) {
                lose(stamp, service, old, events);
            } else {
                remove(service, old, Reason.SESSION_CLOSED, events);
            }
        }
        return events;
    }

    private void remove(Service service, Registration old, Reason reason, List<Event> events) {
        String id = old.instance().id();
        tables.release(old.session(), new InstanceRef(service.name(), id));
        if (service.isProtected() || !old.isLost()) {
            events.add(new RegistryEvent.InstanceDown(service.name(), id, reason));
        }
        settle(service.without(id), events);
    }

    /**
     * A lost instance is remembered until {@link ForgetLost}: whether its service needs protection
     * depends on how many were lost lately, not only on this one.
     */
    private void lose(Stamp stamp, Service service, Registration old, List<Event> events) {
        String id = old.instance().id();
        tables.release(old.session(), new InstanceRef(service.name(), id));
        Registration lost =
                new Registration(
                        old.instance(),
                        old.session(),
                        old.application(),
                        old.sinceMs(),
                        stamp.revision(),
                        Math.max(1, stamp.timeMs()));
        Service changed = service.with(lost);
        if (service.isProtected() == changed.needsProtection()) {
            events.add(lostListed(service, lost)); // otherwise settle lists all that are lost
        }
        settle(changed, changed.needsProtection(), events);
    }

    /**
     * Protection begins with the loss of more than half, and ends when half or more is there again.
     * It does not begin when somebody joins or leaves by itself: that is no sign of being deaf, and
     * would bring back into the listing what had long left it.
     */
    private void settle(Service service, List<Event> events) {
        settle(service, service.isProtected() && service.needsProtection(), events);
    }

    private void settle(Service service, boolean active, List<Event> events) {
        if (active != service.isProtected()) {
            Service settled = service.withProtection(active);
            tables.put(settled);
            listingOfLostChanged(settled, events);
            events.add(
                    new RegistryEvent.ProtectionChanged(
                            service.name(),
                            active,
                            service.lost(),
                            service.registrations().size()));
        } else {
            tables.put(service);
        }
    }

    /** What was lost before protection began comes back into the listing, and leaves at its end. */
    private static void listingOfLostChanged(Service service, List<Event> events) {
        service.registrations()
                .forEach(entry -> {
                    if (entry.value().isLost()) {
                        events.add(lostListed(service, entry.value()));
                    }
                });
    }

    private static Event lostListed(Service service, Registration lost) {
        return service.isProtected()
                ? new RegistryEvent.InstanceSuspect(service.name(), lost)
                : new RegistryEvent.InstanceDown(
                        service.name(), lost.instance().id(), Reason.SESSION_LOST);
    }

    private Outcome forgetLost(ForgetLost command) {
        Service service = tables.service(command.service());
        if (service == null || service.lost() == 0) {
            return applied();
        }
        List<Event> events = new ArrayList<>();
        Service left = service;
        for (Table.Entry<String, Registration> entry : service.registrations()) {
            if (entry.value().isLost()) {
                left = left.without(entry.key());
                if (service.isProtected()) {
                    events.add(lostListed(service.withProtection(false), entry.value()));
                }
            }
        }
        settle(left, events);
        return new Outcome.Applied(events);
    }

    private Outcome recordCaller(Stamp stamp, RecordCaller command) {
        Service service = serviceOrUnknown(command.service());
        if (service.callers().contains(command.caller())) {
            return applied();
        }
        tables.put(service.withCallers(service.callers().put(command.caller(), stamp.timeMs())));
        return applied(new RegistryEvent.CallerChanged(service.name(), command.caller(), true));
    }

    private Outcome forgetCaller(ForgetCaller command) {
        Service service = tables.service(command.service());
        if (service == null || !service.callers().contains(command.caller())) {
            return applied();
        }
        Table<ApplicationId, Long> left = service.callers().remove(command.caller());
        tables.put(service.withCallers(left));
        return applied(new RegistryEvent.CallerChanged(service.name(), command.caller(), false));
    }

    private Service serviceOrUnknown(ServiceName name) {
        Service service = tables.service(name);
        return service != null ? service : Service.unknown(name);
    }
}
