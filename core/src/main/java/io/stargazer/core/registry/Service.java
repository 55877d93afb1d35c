package io.stargazer.core.registry;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * A service: who offers it and who calls it.
 *
 * @param name namespace and name
 * @param registrations by instance id, lost ones included until they are forgotten
 * @param lost how many of them are lost
 * @param isProtected whether the lost ones are still listed (RG-6)
 * @param callers the applications that call it (RG-8); the value is the time of the first call
 */
public record Service(
        ServiceName name,
        Table<String, Registration> registrations,
        int lost,
        boolean isProtected,
        Table<ApplicationId, Long> callers) {

    /** Below this many instances a service is not protected: one of one is not "more than half". */
    static final int PROTECTION_MINIMUM = 3;

    static Service unknown(ServiceName name) {
        return new Service(name, Table.empty(), 0, false, Table.empty());
    }

    /** What a consumer is told: those that are there and, under protection, those that are lost. */
    public List<Registration> listed() {
        List<Registration> listed = new ArrayList<>(registrations.size());
        registrations.forEach(entry -> {
            if (isProtected || !entry.value().isLost()) {
                listed.add(entry.value());
            }
        });
        return listed;
    }

    /** How many instances a consumer is told about. */
    public int listedCount() {
        return isProtected ? registrations.size() : registrations.size() - lost;
    }

    /** Whether one of its instances is of this application, be it lost. */
    public boolean isOfferedBy(ApplicationId application) {
        for (Table.Entry<String, Registration> entry : registrations) {
            if (entry.value().application().equals(application)) {
                return true;
            }
        }
        return false;
    }

    boolean isForgettable() {
        return registrations.isEmpty() && callers.isEmpty();
    }

    /** More than half of what was there a moment ago looks dead: more likely we are deaf. */
    boolean needsProtection() {
        int total = registrations.size();
        return total >= PROTECTION_MINIMUM && lost * 2 > total;
    }

    Service with(Registration registration) {
        Registration old = registrations.get(registration.instance().id());
        int wasLost = old != null && old.isLost() ? 1 : 0;
        int isLost = registration.isLost() ? 1 : 0;
        return new Service(
                name,
                registrations.put(registration.instance().id(), registration),
                lost - wasLost + isLost,
                isProtected,
                callers);
    }

    Service without(String instanceId) {
        Registration old = registrations.get(instanceId);
        int wasLost = old != null && old.isLost() ? 1 : 0;
        return new Service(
                name, registrations.remove(instanceId), lost - wasLost, isProtected, callers);
    }

    Service withProtection(boolean active) {
        return new Service(name, registrations, lost, active, callers);
    }

    Service withCallers(Table<ApplicationId, Long> changed) {
        return new Service(name, registrations, lost, isProtected, changed);
    }
}
