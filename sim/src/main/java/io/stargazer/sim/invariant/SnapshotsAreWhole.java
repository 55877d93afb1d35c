package io.stargazer.sim.invariant;

import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server that comes back from its snapshot knows all that one knows who was never away. */
public final class SnapshotsAreWhole implements Invariant {

    private @Nullable SimServer last;

    @Override
    public void check(SimWorld world) {
        SimServer server = world.server();
        if (server != last) {
            last = server;
            compare(world);
        }
    }

    @Override
    public void checkRested(SimWorld world) {
        compare(world);
    }

    private void compare(SimWorld world) {
        ControlView view = world.server().control().latest();
        List<Object> known = contents(view);
        List<Object> truth = contents(world.history().view(view.revision()));
        for (int i = 0; i < Math.max(known.size(), truth.size()); i++) {
            Object one = i < known.size() ? known.get(i) : "nothing";
            Object other = i < truth.size() ? truth.get(i) : "nothing";
            Violation.unless(
                    one.equals(other),
                    this,
                    () ->
                            "the server has %s where the replica has %s, at revision %d"
                                    .formatted(one, other, view.revision()));
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
