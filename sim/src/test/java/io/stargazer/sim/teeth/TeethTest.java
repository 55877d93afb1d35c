package io.stargazer.sim.teeth;

import static io.stargazer.sim.teeth.Planted.assertFound;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.sim.invariant.safety.LeasesSingleOwner;
import io.stargazer.sim.invariant.safety.LinearizableReads;
import io.stargazer.sim.invariant.safety.NoAcknowledgedWriteLost;
import io.stargazer.sim.invariant.safety.SameHashAtSameRevision;
import io.stargazer.sim.invariant.safety.SnapshotsAreWhole;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.world.SimParts;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * CL-1, CL-2: the simulation has teeth. Bugs planted below the services, in logs, disks and
 * machines, are found by the invariant that names them.
 */
final class TeethTest {

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
                400,
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
                400,
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

    @Test
    void an_entry_that_one_server_leaves_out_is_found() {
        assertFound(
                SameHashAtSameRevision.class,
                20,
                () ->
                        new SimParts() {
                            private int entries;

                            @Override
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return new Passing(honest) {
                                    @Override
                                    public void apply(long index, byte[] entry) {
                                        if (++entries % 100 != 0) {
                                            super.apply(index, entry);
                                        }
                                    }
                                };
                            }
                        });
    }

    @Test
    void an_entry_that_one_server_applies_twice_is_found() {
        assertFound(
                SameHashAtSameRevision.class,
                20,
                () ->
                        new SimParts() {
                            private int entries;

                            @Override
                            public LogMachine machine(LogMachine honest, InstantSource clock) {
                                return new Passing(honest) {
                                    @Override
                                    public void apply(long index, byte[] entry) {
                                        super.apply(index, entry);
                                        if (++entries % 100 == 0) {
                                            super.apply(index, entry);
                                        }
                                    }
                                };
                            }
                        });
    }

    @Test
    void a_second_change_of_voters_before_the_first_is_committed_is_found() {
        assertFound(
                NoAcknowledgedWriteLost.class,
                400,
                () ->
                        new SimParts() {
                            @Override
                            public boolean mayChange(boolean isSettled) {
                                return true;
                            }
                        });
    }

    @Test
    void a_server_that_was_taken_out_and_still_elects_is_found() {
        assertFound(
                LeasesSingleOwner.class,
                400,
                () ->
                        new SimParts() {
                            @Override
                            public boolean countsVote(String server, List<String> voters) {
                                return true;
                            }
                        });
    }

    /** Says that it has forced what it has not. */
    private static final class LyingDisk extends SimDisk {
        @Override
        public void force(long upTo) {}
    }
}
