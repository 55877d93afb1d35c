package io.stargazer.sim.teeth;

import static io.stargazer.sim.teeth.Mishearing.without;
import static io.stargazer.sim.teeth.Planted.assertFound;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskEvent.AttemptsFailed;
import io.stargazer.api.task.TaskEvent.DispatchingBegun;
import io.stargazer.api.task.TaskEvent.TasksFinished;
import io.stargazer.api.task.TaskEvent.TasksSubmitted;
import io.stargazer.api.task.TaskEvent.TypeChanged;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.core.CommandCodec;
import io.stargazer.core.ControlView;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.sim.invariant.task.AcceptedTasksEnd;
import io.stargazer.sim.invariant.task.AttemptsCountOnce;
import io.stargazer.sim.invariant.task.CreditIsNeverExceeded;
import io.stargazer.sim.invariant.task.DeadlinesAreReported;
import io.stargazer.sim.invariant.task.FencesIncrease;
import io.stargazer.sim.invariant.task.OneAttemptAtATime;
import io.stargazer.sim.invariant.task.OnlyWhatMayBeginBegins;
import io.stargazer.sim.invariant.task.PlacesComeBack;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimParts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * TK-1, TK-3, TK-4, TK-5, TK-8: the simulation has teeth. Bugs planted in what gives out tasks are
 * found by the invariant that names them.
 */
final class TaskTeethTest {

    /** Worlds whose leaders hear something else than what was decided. */
    private static SimParts hearing(UnaryOperator<List<Change>> heard) {
        return new SimParts() {
            @Override
            public ChangeListener executors(ChangeListener honest) {
                return new Mishearing(honest, heard);
            }
        };
    }

    @Test
    void a_failure_after_which_nobody_tries_again_is_found() {
        assertFound(AcceptedTasksEnd.class, 60, () -> hearing(without(AttemptsFailed.class)));
    }

    @Test
    void a_task_that_a_new_leader_forgets_is_found() {
        assertFound(
                AcceptedTasksEnd.class,
                400,
                () ->
                        new SimParts() {
                            @Override
                            public ChangeListener executors(ChangeListener honest) {
                                return new Forgetting(honest);
                            }
                        });
    }

    /** Takes what was pending when it began to dispatch for finished. */
    private static final class Forgetting extends Mishearing {

        private final List<Task> forgotten = new ArrayList<>();

        Forgetting(ChangeListener honest) {
            super(honest, changes -> changes);
        }

        @Override
        public void changed(List<Change> changes, ControlView view) {
            Change first = changes.getFirst();
            List<Change> told = new ArrayList<>();
            for (Task task : forgotten) {
                TasksFinished over = new TasksFinished(task.type(), List.of(task));
                told.add(new Change(first.revision(), first.timeMs(), over));
            }
            told.addAll(changes);
            super.changed(told, view);
            forgotten.clear();
            if (changes.getLast().event() instanceof DispatchingBegun) {
                for (TaskType type : Workforce.TYPES) {
                    QueueView queue = view.tasks().queue(type);
                    if (queue != null) {
                        queue.pending().forEach(entry -> forgotten.add(entry.value()));
                    }
                }
            }
        }
    }

    @Test
    void a_cancelled_task_that_is_tried_again_is_found() {
        assertFound(
                OnlyWhatMayBeginBegins.class,
                400,
                () ->
                        hearing(changes ->
                                changes.stream()
                                        .filter(change -> !isCancellation(change))
                                        .toList()));
    }

    private static boolean isCancellation(Change change) {
        return change.event() instanceof TasksFinished finished
                && finished.tasks().getFirst().standing() == Standing.CANCELLED;
    }

    @Test
    void a_type_that_is_not_paused_when_it_should_is_found() {
        assertFound(OnlyWhatMayBeginBegins.class, 60, () -> hearing(without(TypeChanged.class)));
    }

    @Test
    void a_deadline_that_is_told_late_is_found() {
        assertFound(
                DeadlinesAreReported.class,
                60,
                () -> hearing(changes -> changes.stream().map(TaskTeethTest::late).toList()));
    }

    private static Change late(Change change) {
        if (!(change.event() instanceof TasksSubmitted submitted)
                || !submitted.type().equals(Workforce.LONELY)) {
            return change;
        }
        List<Task> later = new ArrayList<>();
        for (Task task : submitted.tasks()) {
            long deadlineMs = task.options().deadlineMs() + 500;
            later.add(
                    new Task(
                            task.type(),
                            task.request().withOptions(task.options().withDeadline(deadlineMs)),
                            task.submitter(),
                            task.submittedMs(),
                            task.sequence(),
                            task.course()));
        }
        return new Change(
                change.revision(), change.timeMs(), new TasksSubmitted(submitted.type(), later));
    }

    @Test
    void a_task_that_is_given_out_twice_is_found() {
        assertFound(
                OneAttemptAtATime.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public ChangeListener executors(ChangeListener honest) {
                                return new Mishearing(honest, new Stutter());
                            }
                        });
    }

    /** Hears again, a while later, of what was submitted last. */
    private static final class Stutter implements UnaryOperator<List<Change>> {

        private TasksSubmitted last = new TasksSubmitted(Workforce.LONELY, List.of());
        private int heard;

        @Override
        public List<Change> apply(List<Change> changes) {
            List<Change> told = new ArrayList<>();
            Change first = changes.getFirst();
            if (++heard % 3 == 0) {
                told.add(of(first, new TasksFinished(last.type(), last.tasks())));
                told.add(of(first, last));
            }
            told.addAll(changes);
            for (Change change : changes) {
                if (change.event() instanceof TasksSubmitted submitted) {
                    last = submitted;
                } else if (change.event() instanceof TasksFinished) {
                    last = new TasksSubmitted(Workforce.LONELY, List.of());
                }
            }
            return told;
        }

        private static Change of(Change at, Event event) {
            return new Change(at.revision(), at.timeMs(), event);
        }
    }

    @Test
    void a_fence_that_is_given_out_twice_is_found() {
        assertFound(
                FencesIncrease.class,
                60,
                () ->
                        new SimParts() {
                            private final Map<TaskId, Long> fences = new HashMap<>();

                            @Override
                            public Work work(Work honest) {
                                return honest instanceof Work.Assigned assigned
                                        ? new Work.Assigned(
                                                assigned.assignments().stream()
                                                        .map(this::refenced)
                                                        .toList())
                                        : honest;
                            }

                            private Assignment refenced(Assignment given) {
                                TaskId id = given.request().id();
                                Long fence = fences.computeIfAbsent(id, first -> given.fence());
                                return new Assignment(
                                        given.type(),
                                        given.request(),
                                        given.submitter(),
                                        given.attempt(),
                                        fence);
                            }
                        });
    }

    @Test
    void a_server_that_gives_an_executor_too_much_is_found() {
        assertFound(
                CreditIsNeverExceeded.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public ExecutorHello hello(ExecutorHello honest) {
                                List<HandledType> types =
                                        honest.types().stream()
                                                .map(t -> new HandledType(t.type(), 9))
                                                .toList();
                                return new ExecutorHello(
                                        honest.name(), types, honest.credit() + 1, honest.held());
                            }
                        });
    }

    @Test
    void a_place_that_never_comes_back_is_found() {
        assertFound(
                PlacesComeBack.class,
                400,
                () ->
                        new SimParts() {
                            @Override
                            public boolean saysThatItStopped(HeldAttempt stopped) {
                                return false;
                            }
                        });
    }

    @Test
    void an_attempt_that_counts_twice_is_found() {
        assertFound(
                AttemptsCountOnce.class,
                60,
                () ->
                        new SimParts() {
                            @Override
                            public ReplicatedLog log(ReplicatedLog honest) {
                                return new PassingLog(honest) {
                                    @Override
                                    public CompletableFuture<Long> propose(byte[] entry) {
                                        return super.propose(doubled(entry));
                                    }
                                };
                            }
                        });
    }

    /** The same entry, in which each failure is told twice. */
    private static byte[] doubled(byte[] entry) {
        EntryCodec.Entry decoded = EntryCodec.decode(entry);
        List<byte[]> items = new ArrayList<>();
        for (byte[] item : decoded.items()) {
            Source source = new Source(item);
            String actor = source.string();
            Sink sink = new Sink();
            sink.string(actor);
            if (CommandCodec.read(source) instanceof EndAttempts ends) {
                CommandCodec.write(new EndAttempts(ends.type(), doubled(ends.attempts())), sink);
                items.add(sink.toArray());
            } else {
                items.add(item);
            }
        }
        return EntryCodec.encode(decoded.header(), items);
    }

    private static List<EndedAttempt> doubled(List<EndedAttempt> attempts) {
        List<EndedAttempt> twice = new ArrayList<>(attempts);
        for (EndedAttempt each : attempts) {
            if (each.end() instanceof AttemptEnd.Failed) {
                twice.add(
                        new EndedAttempt(
                                each.id(),
                                each.fence() + 1,
                                each.executor(),
                                each.end(),
                                each.log()));
            }
        }
        return twice;
    }
}
