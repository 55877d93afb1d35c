package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.server.session.SessionService;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.NoAcknowledgedWriteLost;
import io.stargazer.sim.invariant.NothingOfferedTwice;
import io.stargazer.sim.invariant.SameHashAtSameRevision;
import io.stargazer.sim.invariant.SessionsNotExpiredWhileAlive;
import io.stargazer.sim.invariant.SnapshotsAreWhole;
import io.stargazer.sim.invariant.WatchesGaplessAndOrdered;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.world.SimParts;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The simulation has teeth: bugs planted here are found, each by the invariant that names it. */
final class TeethTest {

    private static final int PATIENCE_SEEDS = 300;

    @Test
    void a_disk_that_acknowledges_before_it_has_written_is_found() {
        assertFound(
                NoAcknowledgedWriteLost.class,
                20,
                () ->
                        new SimParts() {
                            @Override
                            public SimDisk disk() {
                                return new LyingDisk();
                            }
                        });
    }

    @Test
    void an_update_lost_on_its_way_to_a_watcher_is_found() {
        assertFound(
                WatchesGaplessAndOrdered.class,
                20,
                () ->
                        new SimParts() {
                            private int updates;

                            @Override
                            public WatchHub.Watcher watcher(WatchHub.Watcher honest) {
                                return update -> {
                                    if (++updates % 50 != 0) {
                                        honest.update(update);
                                    }
                                };
                            }
                        });
    }

    @Test
    void an_update_told_twice_is_found() {
        assertFound(
                WatchesGaplessAndOrdered.class,
                20,
                () ->
                        new SimParts() {
                            private int updates;

                            @Override
                            public WatchHub.Watcher watcher(WatchHub.Watcher honest) {
                                return update -> {
                                    honest.update(update);
                                    if (++updates % 50 == 0) {
                                        honest.update(update);
                                    }
                                };
                            }
                        });
    }

    @Test
    void a_watcher_that_resumes_in_the_midst_of_a_revision_is_found() {
        assertFound(
                WatchesGaplessAndOrdered.class,
                100,
                () ->
                        new SimParts() {
                            @Override
                            public long resumeAfter(long revision, boolean isWhole) {
                                return revision;
                            }
                        });
    }

    @Test
    void a_session_ended_while_its_connection_lives_is_found() {
        assertFound(
                SessionsNotExpiredWhileAlive.class,
                20,
                () ->
                        new SimParts() {
                            private int connections;

                            @Override
                            public SessionService.Connection connection(
                                    SessionService.Connection honest) {
                                return ++connections % 20 == 0
                                        ? new DeafConnection(honest)
                                        : honest;
                            }
                        });
    }

    @Test
    void a_snapshot_without_the_callers_is_found() {
        assertFound(
                SnapshotsAreWhole.class,
                50,
                () ->
                        new SimParts() {
                            @Override
                            public LogMachine machine(LogMachine honest) {
                                return Forgetful.ofCallers(honest);
                            }
                        });
    }

    @Test
    void a_snapshot_in_which_the_lost_are_well_again_is_found() {
        assertFound(
                SnapshotsAreWhole.class,
                50,
                () ->
                        new SimParts() {
                            @Override
                            public LogMachine machine(LogMachine honest) {
                                return Forgetful.ofLosses(honest);
                            }
                        });
    }

    @Test
    void an_unknown_outcome_repeated_under_another_id_is_found() {
        assertFound(
                NothingOfferedTwice.class,
                50,
                () ->
                        new SimParts() {
                            private int repetitions;

                            @Override
                            public String idAfterUnknownOutcome(String instanceId) {
                                return "again-" + ++repetitions;
                            }
                        });
    }

    @Test
    void a_machine_that_looks_at_its_own_clock_is_found() {
        assertFound(
                SameHashAtSameRevision.class,
                20,
                () ->
                        new SimParts() {
                            private int entries;

                            @Override
                            public LogMachine machine(LogMachine honest) {
                                return new Passing(honest) {
                                    @Override
                                    public void apply(long index, byte[] entry) {
                                        super.apply(
                                                index,
                                                ++entries % 100 == 0
                                                        ? Forgetful.later(entry)
                                                        : entry);
                                    }
                                };
                            }
                        });
    }

    /** The first seeds find it, and name the invariant. */
    private static void assertFound(
            Class<? extends Invariant> invariant, int withinSeeds, Supplier<SimParts> planted) {
        for (long seed = 1; seed <= PATIENCE_SEEDS; seed++) {
            try {
                new SimRun(seed, planted.get()).run();
            } catch (SimulationFailed found) {
                System.out.printf("%s: found by seed %d%n", invariant.getSimpleName(), seed);
                assertThat(found).hasMessageContaining(invariant.getSimpleName());
                assertThat(found).hasMessageContaining("-Dsim.seed=" + seed);
                assertThat(seed).isLessThanOrEqualTo(withinSeeds);
                return;
            }
        }
        throw new AssertionError(invariant.getSimpleName() + " found nothing");
    }

    /** Loses the last entry when the power fails. */
    private static final class LyingDisk extends SimDisk {
        @Override
        public void crashed() {
            forgetLast();
        }
    }

    /** Says at once that it is closed, and is not. */
    private record DeafConnection(SessionService.Connection honest)
            implements SessionService.Connection {
        @Override
        public void onClose(Runnable action) {
            action.run();
        }

        @Override
        public void close(String reason) {
            honest.close(reason);
        }
    }
}
