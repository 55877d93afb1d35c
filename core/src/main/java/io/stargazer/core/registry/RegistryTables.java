package io.stargazer.core.registry;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.Table;
import io.stargazer.core.TableEditor;
import org.jspecify.annotations.Nullable;

/** All services while commands change them; a view costs what was changed. One thread. */
final class RegistryTables {

    private final TableEditor<ServiceName, Service> services;
    private final TableEditor<String, Table<InstanceRef, InstanceRef>> bySession;
    private int instances;
    private RegistryView last;

    RegistryTables(RegistryView view) {
        services = new TableEditor<>(view.services());
        bySession = new TableEditor<>(view.bySession());
        instances = view.instances();
        last = view;
    }

    RegistryView view() {
        Table<ServiceName, Service> all = services.table();
        Table<String, Table<InstanceRef, InstanceRef>> refs = bySession.table();
        if (all != last.services() || refs != last.bySession()) {
            last = new RegistryView(all, refs, instances);
        }
        return last;
    }

    @Nullable Service service(ServiceName name) {
        return services.get(name);
    }

    /** The service as it is now; one that nobody offers or calls is forgotten. */
    void put(Service service) {
        Service old =
                service.isForgettable()
                        ? services.remove(service.name())
                        : services.put(service.name(), service);
        instances += service.registrations().size();
        instances -= old == null ? 0 : old.registrations().size();
    }

    /** What hangs on a session. */
    Table<InstanceRef, InstanceRef> refs(String session) {
        Table<InstanceRef, InstanceRef> refs = bySession.get(session);
        return refs == null ? Table.empty() : refs;
    }

    void hang(String session, InstanceRef ref) {
        bySession.put(session, refs(session).put(ref, ref));
    }

    void release(String session, InstanceRef ref) {
        Table<InstanceRef, InstanceRef> left = refs(session).remove(ref);
        if (left.isEmpty()) {
            bySession.remove(session);
        } else {
            bySession.put(session, left);
        }
    }
}
