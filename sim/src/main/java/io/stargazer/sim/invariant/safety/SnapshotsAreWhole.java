package io.stargazer.sim.invariant.safety;

import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server that was given a snapshot, its own or another's, knows all that one knows who was never
 * away.
 */
public final class SnapshotsAreWhole implements Invariant {

    private final Map<String, Seen> seen = new TreeMap<>();

    private record Seen(SimServer server, int restorations) {}

    @Override
    public void check(SimWorld world) {
        for (SimHost host : world.hosts()) {
            SimServer server = host.server();
            Seen last = seen.get(host.name());
            if (last == null
                    || last.server != server
                    || last.restorations != server.restorations()) {
                seen.put(host.name(), new Seen(server, server.restorations()));
                compare(world, server);
            }
        }
    }

    @Override
    public void checkRested(SimWorld world) {
        world.hosts().forEach(host -> compare(world, host.server()));
    }

    private void compare(SimWorld world, SimServer server) {
        ControlView view = server.control().latest();
        List<Object> known = contents(view);
        List<Object> truth = contents(world.history().view(view.revision()));
        for (int i = 0; i < Math.max(known.size(), truth.size()); i++) {
            Object one = i < known.size() ? known.get(i) : "nothing";
            Object other = i < truth.size() ? truth.get(i) : "nothing";
            Violation.unless(
                    one.equals(other),
                    this,
                    () ->
                            "%s has %s where the replica has %s, at revision %d"
                                    .formatted(server.name(), one, other, view.revision()));
        }
    }

    /** Everything in a view, in order. */
    private static List<Object> contents(ControlView view) {
        List<Object> all = new ArrayList<>();
        all.add(view.timeMs());
        addAll(view.identity().namespaces(), all);
        addAll(view.identity().applications(), all);
        addAll(view.identity().users(), all);
        addAll(view.identity().keys(), all);
        addAll(view.sessions().sessions(), all);
        view.registry()
                .services()
                .forEach(entry -> {
                    all.add(entry.key());
                    all.add("lost " + entry.value().lost());
                    all.add("protected " + entry.value().isProtected());
                    addAll(entry.value().registrations(), all);
                    addAll(entry.value().callers(), all);
                });
        for (Table.Entry<String, ? extends Table<?, ?>> entry : view.registry().bySession()) {
            all.add(entry.key());
            for (Table.Entry<?, ?> ref : entry.value()) {
                all.add(ref.key());
            }
        }
        all.add("instances " + view.registry().instances());
        return all;
    }

    private static <K extends Comparable<K>, V> void addAll(Table<K, V> table, List<Object> all) {
        table.forEach(entry -> {
            all.add(entry.key());
            all.add(entry.value());
        });
    }
}
