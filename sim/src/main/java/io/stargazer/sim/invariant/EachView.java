package io.stargazer.sim.invariant;

import io.stargazer.core.ControlView;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Walks through what the servers know, each state of each of them once. */
public final class EachView {

    private final Map<String, ControlView> last = new HashMap<>(); // by host; never walked through

    public EachView() {}

    @SuppressWarnings("ReferenceEquality") // the same view is the same moment
    public void visit(SimWorld world, BiConsumer<SimServer, ControlView> visitor) {
        for (SimHost host : world.hosts()) {
            ControlView view = host.server().control().latest();
            if (last.put(host.name(), view) != view) {
                visitor.accept(host.server(), view);
            }
        }
    }
}
