package io.stargazer.sim.teeth;

import static io.stargazer.sim.teeth.Mishearing.without;
import static io.stargazer.sim.teeth.Planted.assertFound;

import io.stargazer.api.Change;
import io.stargazer.api.Command;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.schedule.ScheduleCommand.PassOver;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleChanged;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent.TasksFinished;
import io.stargazer.api.task.TaskEvent.TasksSubmitted;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.CommandCodec;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.time.Timers;
import io.stargazer.sim.invariant.schedule.FireTimesFireOnce;
import io.stargazer.sim.invariant.schedule.NoFireTimeIsLost;
import io.stargazer.sim.invariant.schedule.NothingFiresEarly;
import io.stargazer.sim.invariant.schedule.SchedulesGoOn;
import io.stargazer.sim.world.SimParts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * TK-7: the simulation has teeth. Bugs planted in what fires schedules are found by the invariant
 * that names them.
 */
final class ScheduleTeethTest {

    /** Worlds whose leaders hear something else of schedules than what was decided. */
    private static SimParts hearing(UnaryOperator<List<Change>> heard) {
        return new SimParts() {
            @Override
            public ChangeListener schedules(ChangeListener honest) {
                return new Mishearing(honest, heard);
            }
        };
    }

    @Test
    void a_schedule_of_which_nobody_hears_is_found() {
        assertFound(SchedulesGoOn.class, 60, () -> hearing(without(ScheduleChanged.class)));
    }

    @Test
    void a_schedule_that_waits_for_ever_is_found() {
        assertFound(SchedulesGoOn.class, 60, () -> hearing(without(TasksFinished.class)));
    }

    @Test
    void a_time_that_a_new_leader_fires_again_is_found() {
        assertFound(
                FireTimesFireOnce.class,
                60,
                () ->
                        new NewLeaders() {
                            @Override
                            @Nullable Command insteadOf(Fire fire) {
                                return again(fire);
                            }
                        });
    }

    @Test
    void a_time_that_a_new_leader_forgets_is_found() {
        assertFound(
                NoFireTimeIsLost.class,
                60,
                () ->
                        new NewLeaders() {
                            @Override
                            Command insteadOf(Fire fire) {
                                return new PassOver(
                                        fire.name(),
                                        fire.definedRevision(),
                                        fire.fireMs(),
                                        fire.missed() + 1);
                            }
                        });
    }

    /** Leaders that propose something else than what they are to fire first. */
    private abstract static class NewLeaders extends SimParts {

        private @Nullable Task last;
        private boolean isNew;

        /** Null when it is to fire after all. */
        abstract @Nullable Command insteadOf(Fire fire);

        /** What that schedule submitted last, under another id. */
        @Nullable Command again(Fire fire) {
            Task task = last;
            String schedule = "schedule:" + fire.name();
            if (task == null || !task.submitter().equals(schedule)) {
                return null;
            }
            TaskId id = TaskId.ofKey(task.type(), fire.toString());
            NewTask another = NewTask.of(id, task.request().payload());
            return new SubmitTasks(task.type(), schedule, List.of(another));
        }

        @Override
        public ChangeListener schedules(ChangeListener honest) {
            return new Mishearing(honest, changes -> changes) {
                @Override
                public void changed(List<Change> changes, ControlView view) {
                    changes.forEach(change -> {
                        if (change.event() instanceof TasksSubmitted submitted) {
                            last = submitted.tasks().getLast();
                        }
                    });
                    super.changed(changes, view);
                }

                @Override
                public void leading(boolean leading) {
                    isNew = leading;
                    super.leading(leading);
                }
            };
        }

        @Override
        public ReplicatedLog log(ReplicatedLog honest) {
            return new PassingLog(honest) {
                @Override
                public CompletableFuture<Long> propose(byte[] entry) {
                    return super.propose(isNew ? changed(entry) : entry);
                }
            };
        }

        private byte[] changed(byte[] entry) {
            EntryCodec.Entry decoded = EntryCodec.decode(entry);
            List<byte[]> items = new ArrayList<>();
            for (byte[] item : decoded.items()) {
                Source source = new Source(item);
                String actor = source.string();
                Command instead =
                        isNew && CommandCodec.read(source) instanceof Fire fire
                                ? insteadOf(fire)
                                : null;
                isNew = isNew && instead == null;
                items.add(instead == null ? item : encoded(actor, instead));
            }
            return EntryCodec.encode(decoded.header(), items);
        }

        private static byte[] encoded(String actor, Command command) {
            Sink sink = new Sink();
            sink.string(actor);
            CommandCodec.write(command, sink);
            return sink.toArray();
        }
    }

    @Test
    void a_time_that_is_fired_early_is_found() {
        assertFound(
                NothingFiresEarly.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public Timers time(Timers honest) {
                                return new Fast(honest);
                            }
                        });
    }

    /** Ahead of all others by some seconds. */
    private record Fast(Timers honest) implements Timers {

        @Override
        public Instant instant() {
            return honest.instant().plusSeconds(5);
        }

        @Override
        public long nanos() {
            return honest.nanos();
        }

        @Override
        public Timer after(Duration delay, Runnable action) {
            return honest.after(delay, action);
        }
    }
}
