package io.stargazer.sim.invariant;

import io.stargazer.sim.world.SimWorld;

/** Something that must be true. One object per world: it may remember. */
public interface Invariant {

    /** After each event. */
    default void check(SimWorld world) {}

    /** Soon after the faults have stopped. */
    default void checkHealed(SimWorld world) {}

    /** After the faults have stopped, and then every grace and lease has passed. */
    default void checkRested(SimWorld world) {}

    /** After the longest protection has passed, too. */
    default void checkLongRested(SimWorld world) {}
}
