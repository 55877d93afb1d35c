package io.stargazer.sim.invariant.safety;

import io.stargazer.api.registry.Registration;
import io.stargazer.core.registry.Service;
import io.stargazer.sim.invariant.EachView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimWorld;
import java.util.Set;
import java.util.TreeSet;

/** However often a registration is repeated, a process stands in a service once. */
public final class NothingOfferedTwice implements Invariant {

    private final EachView views = new EachView();

    @Override
    public void check(SimWorld world) {
        views.visit(
                world,
                (server, view) ->
                        view.registry().services().forEach(entry -> checkService(entry.value())));
    }

    private void checkService(Service service) {
        Set<String> addresses = new TreeSet<>();
        for (var entry : service.registrations()) {
            Registration registration = entry.value();
            Violation.unless(
                    registration.isLost() || addresses.add(registration.instance().address()),
                    this,
                    () ->
                            "%s has %s twice"
                                    .formatted(service.name(), registration.instance().address()));
        }
    }
}
