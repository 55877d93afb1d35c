package io.stargazer.server.task;

import io.stargazer.api.Change;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the end of which task, and tells them (TK-2). On the leader alone: streams end when
 * it ceases to lead, and who comes to the next one names what he still waits for. Told on the
 * thread that applies commands. Thread-safe.
 */
final class OutcomeHub implements ChangeListener {

    /** One session waits for so many at a time. */
    private static final int MOST_AWAITED = 1_000_000;

    private final ControlPlane control;
    private final Timers timers;
    private final Map<String, OutcomeStream> streams = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<TaskType, Map<TaskId, Waiting>> awaited = new HashMap<>();

    /** One who waits, and the next who waits for the same. */
    private record Waiting(OutcomeStream stream, @Nullable Waiting next) {

        static @Nullable Waiting without(@Nullable Waiting from, OutcomeStream gone) {
            if (from == null) {
                return null;
            }
            Waiting rest = without(from.next, gone);
            return from.stream == gone ? rest : new Waiting(from.stream, rest);
        }

        boolean has(OutcomeStream other) {
            return stream == other || (next != null && next.has(other));
        }
    }

    OutcomeHub(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
    }

    /**
     * A submitter listens, and names what he waits for. To be called when this server has applied
     * all that was acknowledged to him.
     */
    void join(OutcomeStream stream, List<AwaitedTask> outstanding) {
        OutcomeStream before;
        synchronized (this) {
            before = streams.put(stream.session(), stream);
            if (before != null) {
                forget(before);
            }
            for (AwaitedTask task : outstanding) {
                add(stream, task.type(), task.id());
            }
        }
        if (before != null) {
            before.stream().complete();
        }
        ControlView view = control.latest();
        outstanding.forEach(task -> tellIfOver(view, task));
        stream.flush();
        if (stream.isGone()) {
            gone(stream);
        }
    }

    /** The stream has ended, says a thread that may hold its lock. */
    void gone(OutcomeStream stream) {
        timers.after(Duration.ZERO, () -> remove(stream));
    }

    private synchronized void remove(OutcomeStream stream) {
        if (streams.remove(stream.session(), stream)) {
            forget(stream);
        }
    }

    private void forget(OutcomeStream gone) {
        counts.remove(gone.session());
        for (Map<TaskId, Waiting> ofType : awaited.values()) {
            ofType.replaceAll((_, waiting) -> waiting.has(gone) ? orNone(waiting, gone) : waiting);
            ofType.values().removeIf(waiting -> waiting == NOBODY);
        }
        awaited.values().removeIf(Map::isEmpty);
    }

    private static final Waiting NOBODY =
            new Waiting(new OutcomeStream("", _ -> {}, _ -> {}), null);

    private static Waiting orNone(Waiting from, OutcomeStream gone) {
        Waiting rest = Waiting.without(from, gone);
        return rest == null ? NOBODY : rest;
    }

    /**
     * A session waits for what it is about to submit; nothing happens where it does not listen.
     *
     * @throws Unavailable.Overloaded when it waits for too much
     */
    synchronized void await(String session, TaskType type, List<NewTask> tasks) {
        OutcomeStream stream = streams.get(session);
        if (stream == null) {
            return;
        }
        if (counts.getOrDefault(session, 0) + tasks.size() > MOST_AWAITED) {
            throw new Unavailable.Overloaded(
                    "task.too-many-awaited",
                    "this session already waits for %d tasks".formatted(counts.get(session)));
        }
        for (NewTask task : tasks) {
            add(stream, type, task.id());
        }
    }

    private void add(OutcomeStream stream, TaskType type, TaskId id) {
        Map<TaskId, Waiting> ofType = awaited.computeIfAbsent(type, _ -> new HashMap<>());
        Waiting others = ofType.get(id);
        if (others == null || !others.has(stream)) {
            ofType.put(id, new Waiting(stream, others));
            counts.merge(stream.session(), 1, Integer::sum);
        }
    }

    /** These were known before they were submitted: some may have ended already. */
    void tellIfOver(TaskType type, Collection<TaskId> ids) {
        ControlView view = control.latest();
        Set<OutcomeStream> told = new LinkedHashSet<>();
        synchronized (this) {
            for (TaskId id : ids) {
                Task task = view.tasks().task(type, id);
                if (task != null && task.standing().isFinal()) {
                    tell(task, told);
                }
            }
        }
        told.forEach(OutcomeStream::flush);
    }

    private synchronized void tellIfOver(ControlView view, AwaitedTask awaitedTask) {
        Task task = view.tasks().task(awaitedTask.type(), awaitedTask.id());
        if (task == null) {
            for (Waiting each = take(awaitedTask.type(), awaitedTask.id());
                    each != null;
                    each = each.next) {
                each.stream.unknown(awaitedTask);
            }
        } else if (task.standing().isFinal()) {
            tell(task, new LinkedHashSet<>());
        }
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        Set<OutcomeStream> told = null;
        for (Change change : changes) {
            if (change.event() instanceof TaskEvent.TasksFinished finished) {
                told = told == null ? new LinkedHashSet<>() : told;
                finished(finished, told);
            }
        }
        if (told != null) {
            told.forEach(OutcomeStream::flush);
        }
    }

    private synchronized void finished(TaskEvent.TasksFinished event, Set<OutcomeStream> told) {
        if (awaited.containsKey(event.type())) {
            event.tasks().forEach(task -> tell(task, told));
        }
    }

    private void tell(Task task, Set<OutcomeStream> told) {
        for (Waiting each = take(task.type(), task.id()); each != null; each = each.next) {
            each.stream.finished(task);
            told.add(each.stream);
        }
    }

    private @Nullable Waiting take(TaskType type, TaskId id) {
        Map<TaskId, Waiting> ofType = awaited.get(type);
        Waiting taken = ofType == null ? null : ofType.remove(id);
        if (ofType != null && ofType.isEmpty()) {
            awaited.remove(type);
        }
        for (Waiting each = taken; each != null; each = each.next) {
            counts.merge(each.stream.session(), -1, Integer::sum);
        }
        return taken;
    }

    /** A task that somebody may wait for goes on. */
    void noted(TaskNote note) {
        Set<OutcomeStream> told = new LinkedHashSet<>();
        synchronized (this) {
            Map<TaskId, Waiting> ofType = awaited.get(note.type());
            Waiting first = ofType == null ? null : ofType.get(note.id());
            for (Waiting each = first; each != null; each = each.next) {
                each.stream.noted(note);
                told.add(each.stream);
            }
        }
        told.forEach(OutcomeStream::flush);
    }

    @Override
    public void leading(boolean leading) {
        List<OutcomeStream> left;
        synchronized (this) {
            left = List.copyOf(streams.values());
            streams.clear();
            counts.clear();
            awaited.clear();
        }
        timers.after(
                Duration.ZERO,
                () -> left.forEach(each -> each.stream().fail(ExecutorHub.notLeader())));
    }
}
