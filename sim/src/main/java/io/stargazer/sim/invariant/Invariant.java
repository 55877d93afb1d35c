package io.stargazer.sim.invariant;

import io.stargazer.sim.world.SimWorld;
import java.util.List;

/** Something that must be true. One object per world: it may remember. */
public interface Invariant {

    /** After each event. */
    default void check(SimWorld world) {}

    /** After the faults have stopped, and then every grace and lease has passed. */
    default void checkRested(SimWorld world) {}

    /** After the longest protection has passed, too. */
    default void checkLongRested(SimWorld world) {}

    /** All of them, new for a world. */
    static List<Invariant> all() {
        return List.of(
                new NoAcknowledgedWriteLost(),
                new SnapshotsAreWhole(),
                new SameHashAtSameRevision(),
                new WatchesGaplessAndOrdered(),
                new SessionsNotExpiredWhileAlive(),
                new InstancesHangOnOpenSessions(),
                new NothingOfferedTwice(),
                new LostSessionsEndInTime(),
                new LivingClientsAreListed(),
                new LostInstancesAreForgotten());
    }
}
