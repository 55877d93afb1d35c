package io.stargazer.sim.invariant.liveness;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.registry.Service;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimWorld;
import java.util.SortedMap;
import java.util.TreeMap;

/** Once all is well, up is exactly what the living clients want to offer, as they describe it. */
public final class LivingClientsAreListed implements Invariant {

    @Override
    public void checkRested(SimWorld world) {
        ControlView view = world.server().control().latest();
        SortedMap<String, Instance> wanted = new TreeMap<>();
        for (SimClient client : world.clients()) {
            if (view.identity().applications().contains(client.application())) {
                client.wanted()
                        .forEach((service, instance) ->
                                wanted.put(key(service, instance), instance));
            }
        }
        SortedMap<String, Instance> up = new TreeMap<>();
        view.registry().services().forEach(entry -> addUp(entry.value(), up));
        Violation.unless(
                up.equals(wanted), this, () -> "%s are up, wanted are %s".formatted(up, wanted));
    }

    private static void addUp(Service service, SortedMap<String, Instance> up) {
        for (var entry : service.registrations()) {
            Registration registration = entry.value();
            if (!registration.isLost()) {
                up.put(key(service.name(), registration.instance()), registration.instance());
            }
        }
    }

    private static String key(ServiceName service, Instance instance) {
        return service + " " + instance.id();
    }
}
