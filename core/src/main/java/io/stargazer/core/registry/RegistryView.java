package io.stargazer.core.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All services at one moment. Immutable; any thread may read it.
 *
 * @param services by name
 * @param bySession what hangs on each session, so that its end finds it
 * @param instances how many registrations there are in all
 */
public record RegistryView(
        Table<ServiceName, Service> services,
        Table<String, Table<InstanceRef, InstanceRef>> bySession,
        int instances) {

    public static final RegistryView EMPTY = new RegistryView(Table.empty(), Table.empty(), 0);

    private static final Codec<ServiceRow> ROW = Codec.of(ServiceRow.class);

    /** A service as one row of a snapshot. */
    public record ServiceRow(
            ServiceName name,
            List<Registration> registrations,
            boolean isProtected,
            List<CallerRow> callers) {}

    /** An application that calls a service, since when. */
    public record CallerRow(ApplicationId application, long sinceMs) {}

    public @Nullable Service service(ServiceName name) {
        return services.get(name);
    }

    /** The services of a namespace, by name. */
    public List<Service> servicesIn(String namespace) {
        List<Service> found = new ArrayList<>();
        for (Table.Entry<ServiceName, Service> entry : services) {
            if (entry.key().namespace().equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    RegistryView with(Service service) {
        Table<ServiceName, Service> changed =
                service.isForgettable()
                        ? services.remove(service.name())
                        : services.put(service.name(), service);
        return new RegistryView(changed, bySession, instances + delta(service));
    }

    private int delta(Service service) {
        Service old = services.get(service.name());
        return service.registrations().size() - (old == null ? 0 : old.registrations().size());
    }

    RegistryView hanging(String session, InstanceRef ref) {
        Table<InstanceRef, InstanceRef> refs = bySession.getOrDefault(session, Table.empty());
        return new RegistryView(services, bySession.put(session, refs.put(ref, ref)), instances);
    }

    RegistryView released(String session, InstanceRef ref) {
        Table<InstanceRef, InstanceRef> left =
                bySession
                        .getOrDefault(session, Table.<InstanceRef, InstanceRef>empty())
                        .remove(ref);
        return new RegistryView(
                services,
                left.isEmpty() ? bySession.remove(session) : bySession.put(session, left),
                instances);
    }

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        Table<ServiceName, ServiceRow> rows = Table.empty();
        for (Table.Entry<ServiceName, Service> entry : services) {
            rows = rows.put(entry.key(), row(entry.value()));
        }
        TableCodec.write(rows, ROW, out);
    }

    private static ServiceRow row(Service service) {
        List<Registration> registrations = new ArrayList<>();
        service.registrations().forEach(entry -> registrations.add(entry.value()));
        List<CallerRow> callers = new ArrayList<>();
        service.callers().forEach(entry -> callers.add(new CallerRow(entry.key(), entry.value())));
        return new ServiceRow(service.name(), registrations, service.isProtected(), callers);
    }

    public static RegistryView readFrom(TableCodec.RowReader in) throws IOException {
        RegistryView view = EMPTY;
        Table<ServiceName, ServiceRow> rows = TableCodec.read(ROW, ServiceRow::name, in);
        for (Table.Entry<ServiceName, ServiceRow> entry : rows) {
            view = view.restored(entry.value());
        }
        return view;
    }

    private RegistryView restored(ServiceRow row) {
        Service service = Service.unknown(row.name());
        RegistryView view = this;
        for (Registration registration : row.registrations()) {
            service = service.with(registration);
            if (!registration.isLost()) {
                InstanceRef ref = new InstanceRef(row.name(), registration.instance().id());
                view = view.hanging(registration.session(), ref);
            }
        }
        Table<ApplicationId, Long> callers = Table.empty();
        for (CallerRow caller : row.callers()) {
            callers = callers.put(caller.application(), caller.sinceMs());
        }
        return view.with(service.withProtection(row.isProtected()).withCallers(callers));
    }
}
