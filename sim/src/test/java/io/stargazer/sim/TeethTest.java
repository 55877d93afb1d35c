package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.registry.PushedUpdate;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.safety.LinearizableReads;
import io.stargazer.sim.invariant.safety.NoAcknowledgedWriteLost;
import io.stargazer.sim.invariant.safety.NothingOfferedTwice;
import io.stargazer.sim.invariant.safety.SameHashAtSameRevision;
import io.stargazer.sim.invariant.safety.SessionsNotExpiredWhileAlive;
import io.stargazer.sim.invariant.safety.SnapshotsAreWhole;
import io.stargazer.sim.invariant.safety.WatchesGaplessAndOrdered;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.world.SimParts;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** CL-1: the simulation has teeth. Bugs planted here are found by the invariant that names them. */
final class TeethTest {

    private static final int PATIENCE_SEEDS = 300;

    @Test
    void a_disk_that_acknowledges_before_it_has_written_is_found() {
        assertFound(
                NoAcknowledgedWriteLost.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public SimDisk disk() {
                                return new LyingDisk();
                            }
                        });
    }

    @Test
    void a_leader_that_acknowledges_before_a_quorum_has_the_entry_is_found() {
        assertFound(
                NoAcknowledgedWriteLost.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public int commitQuorum(int voters) {
                                return 1;
                            }
                        });
    }

    @Test
    void a_read_without_the_barrier_is_found() {
        assertFound(
                LinearizableReads.class,
                20,
                () ->
                        new SimParts() {
                            @Override
                            public ReplicatedLog log(ReplicatedLog honest) {
                                return new PassingLog(honest) {
                                    @Override
                                    public CompletableFuture<Void> barrier() {
                                        return CompletableFuture.completedFuture(null);
                                    }
                                };
                            }
                        });
    }

    @Test
    void a_deposed_leader_that_still_answers_reads_is_found() {
        assertFound(
                LinearizableReads.class,
                100,
                () ->
                        new SimParts() {
                            @Override
                            public ReplicatedLog log(ReplicatedLog honest) {
                                return new PassingLog(honest) {
                                    @Override
                                    public CompletableFuture<Void> barrier() {
                                        return status().leading()
                                                ? CompletableFuture.completedFuture(null)
                                                : super.barrier();
                                    }
                                };
                            }
                        });
    }

    @Test
    void a_server_that_believes_that_it_leads_for_ever_is_found() {
        assertFound(
                SessionsNotExpiredWhileAlive.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return new Passing(honest) {
                                    @Override
                                    public void leading(boolean leading) {
                                        if (leading) {
                                            super.leading(true);
                                        }
                                    }
                                };
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
                            public Consumer<PushedUpdate> updates(Consumer<PushedUpdate> honest) {
                                return update -> {
                                    if (++updates % 50 != 0) {
                                        honest.accept(update);
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
                            public Consumer<PushedUpdate> updates(Consumer<PushedUpdate> honest) {
                                return update -> {
                                    honest.accept(update);
                                    if (++updates % 50 == 0) {
                                        honest.accept(update);
                                    }
                                };
                            }
                        });
    }

    @Test
    void a_watcher_that_resumes_one_revision_too_late_is_found() {
        assertFound(
                WatchesGaplessAndOrdered.class,
                100,
                () ->
                        new SimParts() {
                            @Override
                            public long resumeAfter(long revision, boolean isElsewhere) {
                                return revision + 1;
                            }
                        });
    }

    @Test
    void a_watcher_that_resumes_too_late_only_at_another_server_is_found() {
        assertFound(
                WatchesGaplessAndOrdered.class,
                100,
                () ->
                        new SimParts() {
                            @Override
                            public long resumeAfter(long revision, boolean isElsewhere) {
                                return isElsewhere && revision > 0 ? revision + 1 : revision;
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
    void a_leader_that_ends_sessions_before_their_clients_can_have_come_is_found() {
        assertFound(
                SessionsNotExpiredWhileAlive.class,
                20,
                () ->
                        new SimParts() {
                            @Override
                            public SessionSettings sessions(SessionSettings honest) {
                                return new SessionSettings(honest.grace(), honest.grace());
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
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
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
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return Forgetful.ofLosses(honest);
                            }
                        });
    }

    @Test
    void a_server_that_keeps_what_it_knew_when_it_is_given_a_snapshot_is_found() {
        assertFound(
                SameHashAtSameRevision.class,
                100,
                () ->
                        new SimParts() {
                            @Override
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return new Passing(honest) {
                                    @Override
                                    public void restore(long index, InputStream snapshot) {}
                                };
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
                            @Override
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return new Passing(honest) {
                                    @Override
                                    public void apply(long index, byte[] entry) {
                                        super.apply(index, Forgetful.at(clock.millis(), entry));
                                    }
                                };
                            }
                        });
    }

    /** The first seeds find it, and one of them names the invariant; others may find more. */
    private static void assertFound(
            Class<? extends Invariant> invariant, int withinSeeds, Supplier<SimParts> planted) {
        for (long seed = 1; seed <= PATIENCE_SEEDS; seed++) {
            try {
                new SimRun(seed, SimRun.ANY_SERVERS, planted.get()).run();
            } catch (SimulationFailed found) {
                System.out.printf(
                        "%s: found by %s%n",
                        nameOfTest(),
                        String.valueOf(found.getMessage()).lines().findFirst().orElse(""));
                assertThat(seed).isLessThanOrEqualTo(withinSeeds);
                assertThat(found).hasMessageContaining("--seed " + seed);
                if (String.valueOf(found.getMessage()).contains(invariant.getSimpleName())) {
                    return;
                }
            }
        }
        throw new AssertionError(invariant.getSimpleName() + " found nothing");
    }

    private static String nameOfTest() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.map(StackWalker.StackFrame::getMethodName)
                                .filter(name -> name.endsWith("_is_found"))
                                .findFirst())
                .orElseThrow();
    }

    /** Says that it has forced what it has not. */
    private static final class LyingDisk extends SimDisk {
        @Override
        public void force(long upTo) {}
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
