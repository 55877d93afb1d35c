package io.stargazer.sim;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.liveness.LivingClientsAreListed;
import io.stargazer.sim.invariant.liveness.LostInstancesAreForgotten;
import io.stargazer.sim.invariant.liveness.LostSessionsEndInTime;
import io.stargazer.sim.invariant.liveness.ServesAgain;
import io.stargazer.sim.invariant.safety.InstancesHangOnOpenSessions;
import io.stargazer.sim.invariant.safety.LeasesSingleOwner;
import io.stargazer.sim.invariant.safety.LinearizableReads;
import io.stargazer.sim.invariant.safety.NoAcknowledgedWriteLost;
import io.stargazer.sim.invariant.safety.NobodyIsTurnedAwayWrongly;
import io.stargazer.sim.invariant.safety.NothingOfferedTwice;
import io.stargazer.sim.invariant.safety.SameHashAtSameRevision;
import io.stargazer.sim.invariant.safety.SessionsNotExpiredWhileAlive;
import io.stargazer.sim.invariant.safety.SnapshotsAreWhole;
import io.stargazer.sim.invariant.safety.WatchesGaplessAndOrdered;
import io.stargazer.sim.invariant.schedule.FireTimesFireOnce;
import io.stargazer.sim.invariant.schedule.NoFireTimeIsLost;
import io.stargazer.sim.invariant.schedule.NothingFiresEarly;
import io.stargazer.sim.invariant.schedule.OverlapIsHeeded;
import io.stargazer.sim.invariant.schedule.SchedulesGoOn;
import io.stargazer.sim.invariant.task.AcceptedTasksEnd;
import io.stargazer.sim.invariant.task.AcceptedTasksStay;
import io.stargazer.sim.invariant.task.AttemptsCountOnce;
import io.stargazer.sim.invariant.task.CreditIsNeverExceeded;
import io.stargazer.sim.invariant.task.DeadlinesAreReported;
import io.stargazer.sim.invariant.task.FencesIncrease;
import io.stargazer.sim.invariant.task.OneAttemptAtATime;
import io.stargazer.sim.invariant.task.OnlyWhatMayBeginBegins;
import io.stargazer.sim.invariant.task.OutcomesAreTold;
import io.stargazer.sim.invariant.task.PlacesComeBack;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.time.SimRandom;
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

    /** The seed says how many servers there are. */
    public static final int ANY_SERVERS = 0;

    private static final List<Integer> SIZES = List.of(1, 3, 3, 3, 5);

    /** A new leader is there, and those who were down are up. */
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private final long seed;
    private final int servers;
    private final SimWorld world;
    private final Workforce workforce;
    private final List<Invariant> invariants;

    /** Whether a world may have so many servers. */
    public static boolean isSize(int servers) {
        return servers == ANY_SERVERS || SIZES.contains(servers);
    }

    public SimRun(long seed) {
        this(seed, ANY_SERVERS, new SimParts());
    }

    /**
     * A world of a chosen size, or with planted bugs.
     *
     * @param servers 1, 3 or 5; {@link #ANY_SERVERS} leaves it to the seed
     */
    public SimRun(long seed, int servers, SimParts parts) {
        this.seed = seed;
        this.servers = servers;
        this.world =
                new SimWorld(
                        seed,
                        servers == ANY_SERVERS
                                ? new SimRandom(seed).stream("servers").pick(SIZES)
                                : servers,
                        parts);
        this.workforce = new Workforce(world);
        this.invariants = all(workforce);
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
            Scenario scenario = new Scenario(world, workforce);
            scenario.begin();
            scenario.disturb();
            scenario.heal();
            world.clock().runFor(RECOVERY);
            invariants.forEach(invariant -> invariant.checkHealed(world));
            scenario.farewell();
            world.clock().runFor(REST);
            invariants.forEach(invariant -> invariant.checkRested(world));
            world.clock().runFor(LONG_REST);
            invariants.forEach(invariant -> invariant.checkLongRested(world));
        } catch (RuntimeException | AssertionError bug) {
            throw new SimulationFailed(seed, servers, bug, world.trace().last());
        }
        world.trace().note("end at revision " + world.history().revision());
        world.trace().note("hash " + world.history().last().hash());
        return new Result(world.clock().events(), world.trace().hash());
    }

    /** All that must be true, new for a world: they may remember. */
    private static List<Invariant> all(Workforce workforce) {
        return List.of(
                new NoAcknowledgedWriteLost(),
                new SnapshotsAreWhole(),
                new SameHashAtSameRevision(),
                new LinearizableReads(),
                new LeasesSingleOwner(),
                new WatchesGaplessAndOrdered(),
                new SessionsNotExpiredWhileAlive(),
                new InstancesHangOnOpenSessions(),
                new NothingOfferedTwice(),
                new ServesAgain(),
                new LostSessionsEndInTime(),
                new NobodyIsTurnedAwayWrongly(),
                new LivingClientsAreListed(),
                new LostInstancesAreForgotten(),
                new AcceptedTasksStay(workforce),
                new AttemptsCountOnce(workforce),
                new FencesIncrease(workforce),
                new OneAttemptAtATime(workforce),
                new OnlyWhatMayBeginBegins(workforce),
                new CreditIsNeverExceeded(workforce),
                new DeadlinesAreReported(),
                new AcceptedTasksEnd(),
                new OutcomesAreTold(workforce),
                new PlacesComeBack(workforce),
                new FireTimesFireOnce(),
                new NoFireTimeIsLost(),
                new NothingFiresEarly(),
                new OverlapIsHeeded(),
                new SchedulesGoOn());
    }

    private void check() {
        for (Invariant invariant : invariants) {
            invariant.check(world);
        }
    }
}
