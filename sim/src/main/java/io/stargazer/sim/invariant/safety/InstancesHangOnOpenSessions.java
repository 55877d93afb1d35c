package io.stargazer.sim.invariant.safety;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.registry.Service;
import io.stargazer.sim.invariant.EachView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every instance that is up hangs on a session that is open, and the counts are right. */
public final class InstancesHangOnOpenSessions implements Invariant {

    private final EachView views = new EachView();

    @Override
    public void check(SimWorld world) {
        views.visit(world, this::checkView);
    }

    private void checkView(SimServer server, ControlView view) {
        SortedMap<String, Integer> hanging = new TreeMap<>();
        int all = 0;
        for (Table.Entry<ServiceName, Service> entry : view.registry().services()) {
            all += entry.value().registrations().size();
            checkService(view, entry.value(), hanging);
        }
        SortedMap<String, Integer> known = new TreeMap<>();
        for (Table.Entry<String, ? extends Table<?, ?>> entry : view.registry().bySession()) {
            known.put(entry.key(), entry.value().size());
        }
        Violation.unless(
                known.equals(hanging),
                this,
                () -> "on sessions hang %s, known are %s".formatted(hanging, known));
        Violation.unless(
                all == view.registry().instances(), this, () -> "instances are miscounted");
    }

    private void checkService(
            ControlView view, Service service, SortedMap<String, Integer> hanging) {
        int up = 0;
        for (Table.Entry<String, Registration> entry : service.registrations()) {
            Registration registration = entry.value();
            if (!registration.isLost()) {
                up++;
                hanging.merge(registration.session(), 1, Integer::sum);
                Violation.unless(
                        view.sessions().sessions().contains(registration.session()),
                        this,
                        () ->
                                "%s of %s is up although its session %s is not open"
                                        .formatted(
                                                entry.key(),
                                                service.name(),
                                                registration.session()));
            }
        }
        Violation.unless(
                up + service.lost() == service.registrations().size(),
                this,
                () -> "%s miscounts its lost instances".formatted(service.name()));
    }
}
