package io.stargazer.sim.invariant;

import io.stargazer.api.registry.Registration;
import io.stargazer.core.ControlView;
import io.stargazer.core.registry.Service;
import io.stargazer.sim.world.SimWorld;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** However often a registration is repeated, a process stands in a service once. */
public final class NothingOfferedTwice implements Invariant {

    private @Nullable ControlView last;

    @Override
    @SuppressWarnings("ReferenceEquality") // the same view is the same moment
    public void check(SimWorld world) {
        ControlView view = world.server().control().latest();
        if (view != last) {
            last = view;
            view.registry().services().forEach(entry -> checkService(entry.value()));
        }
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
