package io.stargazer.sim.teeth;

import static io.stargazer.sim.teeth.Planted.assertFound;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.registry.PushedUpdate;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.sim.invariant.safety.NothingOfferedTwice;
import io.stargazer.sim.invariant.safety.SessionsNotExpiredWhileAlive;
import io.stargazer.sim.invariant.safety.WatchesGaplessAndOrdered;
import io.stargazer.sim.world.SimParts;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * CL-2, RG-2, RG-3: the simulation has teeth. Bugs planted in sessions, watches and clients are
 * found by the invariant that names them.
 */
final class ServiceTeethTest {

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
                400,
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
                400,
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
