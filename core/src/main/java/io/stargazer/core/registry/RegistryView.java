package io.stargazer.core.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import io.stargazer.core.TableEditor;
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

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        TableEditor<ServiceName, ServiceRow> rows = TableEditor.empty();
        for (Table.Entry<ServiceName, Service> entry : services) {
            rows.put(entry.key(), row(entry.value()));
        }
        TableCodec.write(rows.table(), ROW, out);
    }

    private static ServiceRow row(Service service) {
        List<Registration> registrations = new ArrayList<>();
        service.registrations().forEach(entry -> registrations.add(entry.value()));
        List<CallerRow> callers = new ArrayList<>();
        service.callers().forEach(entry -> callers.add(new CallerRow(entry.key(), entry.value())));
        return new ServiceRow(service.name(), registrations, service.isProtected(), callers);
    }

    public static RegistryView readFrom(TableCodec.RowReader in) throws IOException {
        RegistryTables tables = new RegistryTables(EMPTY);
        Table<ServiceName, ServiceRow> rows = TableCodec.read(ROW, ServiceRow::name, in);
        for (Table.Entry<ServiceName, ServiceRow> entry : rows) {
            restore(entry.value(), tables);
        }
        return tables.view();
    }

    private static void restore(ServiceRow row, RegistryTables tables) {
        Service service = Service.unknown(row.name());
        for (Registration registration : row.registrations()) {
            service = service.with(registration);
            if (!registration.isLost()) {
                InstanceRef ref = new InstanceRef(row.name(), registration.instance().id());
                tables.hang(registration.session(), ref);
            }
        }
        Table<ApplicationId, Long> callers = Table.empty();
        for (CallerRow caller : row.callers()) {
            callers = callers.put(caller.application(), caller.sinceMs());
        }
        tables.put(service.withProtection(row.isProtected()).withCallers(callers));
    }
}
