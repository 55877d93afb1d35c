package io.stargazer.sim;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.world.SimParts;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;

/**
 * One world from its beginning to its end. The same seed gives the same run, event by event, on
 * every machine.
 */
public final class SimRun {

    /** A new leader's patience, the grace, the lease, and the slowest client's way back. */
    private static final Duration REST = Duration.ofSeconds(45);

    private static final Duration LONG_REST = Duration.ofMinutes(17);

    private final long seed;
    private final SimWorld world;
    private final List<Invariant> invariants = Invariant.all();

    public SimRun(long seed) {
        this(seed, new SimParts());
    }

    /** A world with planted bugs. */
    public SimRun(long seed, SimParts parts) {
        this.seed = seed;
        this.world = new SimWorld(seed, parts);
    }

    /**
     * What became of it.
     *
     * @param events how many there were
     * @param traceHash stands for everything that happened
     */
    public record Result(long events, long traceHash) {}

    /**
     * Runs it.
     *
     * @throws SimulationFailed when an invariant does not hold, or anything throws
     */
    public Result run() {
        try {
            world.clock().afterEach(this::check);
            Scenario scenario = new Scenario(world);
            scenario.begin();
            scenario.disturb();
            scenario.heal();
            world.clock().runFor(REST);
            invariants.forEach(invariant -> invariant.checkRested(world));
            world.clock().runFor(LONG_REST);
            invariants.forEach(invariant -> invariant.checkLongRested(world));
        } catch (RuntimeException | AssertionError bug) {
            throw new SimulationFailed(seed, bug, world.trace().last());
        }
        world.trace().note("end at revision " + world.history().revision());
        world.trace().note("hash " + world.history().last().hash());
        return new Result(world.clock().events(), world.trace().hash());
    }

    private void check() {
        for (Invariant invariant : invariants) {
            invariant.check(world);
        }
    }
}
