package io.stargazer.server.task.live;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.Unavailable;
import io.stargazer.api.session.SessionEvent;
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
import io.stargazer.server.task.plane.NotLeading;
import io.stargazer.server.task.plane.TaskPlane;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which session waits for the end of which task, and tells it (TK-2). On the leader alone: streams
 * end when it ceases to lead, and who comes to the next one names what he still waits for. Told on
 * the thread that applies commands. Thread-safe.
 *
 * <p>A session may submit a moment before its stream has come, or while a broken one is replaced:
 * what it waits for is remembered for {@link #PATIENCE}.
 */
public final class OutcomeHub implements ChangeListener {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One session waits for so many at a time. */
    private static final int MOST_AWAITED = 1_000_000;

    private final ControlPlane control;
    private final TaskPlane plane;
    private final Timers timers;
    private final Map<String, Submitter> submitters = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<TaskType, Map<TaskId, Waiting>> awaited = new HashMap<>();

    public OutcomeHub(ControlPlane control, TaskPlane plane, Timers timers) {
        this.control = control;
        this.plane = plane;
        this.timers = timers;
    }

    /** A stream of what a session waits for: this, and what it submits as awaited. */
    public PushStream listen(String session, List<AwaitedTask> outstanding) {
        Submitter submitter = submitterOf(session);
        return new PushStream(
                submitter::next,
                stream -> begin(submitter, stream, outstanding),
                stream -> timers.after(Duration.ZERO, () -> gone(submitter, stream)));
    }

    private synchronized Submitter submitterOf(String session) {
        return submitters.computeIfAbsent(session, _ -> forgetLater(new Submitter(session)));
    }

    /** Says nothing before this server knows all that was acknowledged to the session. */
    private void begin(Submitter submitter, PushStream stream, List<AwaitedTask> outstanding) {
        CompletableFuture<?> _ =
                control.read()
                        .whenComplete((view, failure) -> {
                            if (failure == null) {
                                join(submitter, stream, outstanding);
                            } else {
                                stream.fail(NotLeading.failure());
                            }
                        });
    }

    private void join(Submitter submitter, PushStream stream, List<AwaitedTask> outstanding) {
        synchronized (this) {
            Submitter known = submitters.putIfAbsent(submitter.session(), submitter);
            if (known != null && known != submitter) {
                // Forgotten while it waited here, and it has submitted since: it shall listen anew.
                timers.after(Duration.ZERO, () -> stream.fail(NotLeading.failure()));
                return;
            }
            for (AwaitedTask task : outstanding) {
                add(submitter, task.type(), task.id());
            }
        }
        submitter.attach(stream);
        outstanding.forEach(task -> tellIfOver(submitter, task));
        submitter.flush();
        if (stream.isGone()) {
            gone(submitter, stream);
        }
    }

    private void gone(Submitter submitter, PushStream stream) {
        submitter.detach(stream);
        forgetLater(submitter);
    }

    private Submitter forgetLater(Submitter submitter) {
        timers.after(PATIENCE, () -> forgetSilent(submitter));
        return submitter;
    }

    private synchronized void forgetSilent(Submitter submitter) {
        if (!submitter.isListening() && submitters.remove(submitter.session(), submitter)) {
            forget(submitter);
        }
    }

    private void forget(Submitter gone) {
        counts.remove(gone.session());
        for (Map<TaskId, Waiting> ofType : awaited.values()) {
            ofType.entrySet()
                    .removeIf(entry -> {
                        Waiting rest = entry.getValue().without(gone);
                        if (rest != null) {
                            entry.setValue(rest);
                        }
                        return rest == null;
                    });
        }
        awaited.values().removeIf(Map::isEmpty);
    }

    /**
     * A session waits for what it is about to submit.
     *
     * @throws Unavailable.Overloaded when it waits for too much
     */
    public synchronized void await(String session, TaskType type, List<NewTask> tasks) {
        Submitter submitter = submitterOf(session);
        if (counts.getOrDefault(session, 0) + tasks.size() > MOST_AWAITED) {
            throw new Unavailable.Overloaded(
                    "task.too-many-awaited",
                    "this session already waits for %d tasks".formatted(counts.get(session)));
        }
        for (NewTask task : tasks) {
            add(submitter, type, task.id());
        }
    }

    private void add(Submitter submitter, TaskType type, TaskId id) {
        Map<TaskId, Waiting> ofType = awaited.computeIfAbsent(type, _ -> new HashMap<>());
        Waiting others = ofType.get(id);
        ofType.put(id, Waiting.plus(others, submitter));
        if (others == null || !others.has(submitter)) {
            counts.merge(submitter.session(), 1, Integer::sum);
        }
    }

    /**
     * They were not accepted, as far as is known here: nobody waits for them on that account, but
     * perhaps because they were submitted a second time.
     */
    public void forget(String session, TaskType type, List<NewTask> tasks) {
        List<TaskId> unknown =
                tasks.stream().map(NewTask::id).filter(id -> plane.find(type, id) == null).toList();
        synchronized (this) {
            Submitter submitter = submitters.get(session);
            if (submitter != null) {
                unknown.forEach(id -> forget(submitter, type, id));
            }
        }
    }

    private void forget(Submitter submitter, TaskType type, TaskId id) {
        Map<TaskId, Waiting> ofType = awaited.get(type);
        Waiting waiting = ofType == null ? null : ofType.get(id);
        if (ofType == null || waiting == null || !waiting.has(submitter)) {
            return;
        }
        Waiting rest = waiting.minus(submitter);
        ofType.compute(id, (_, _) -> rest);
        if (rest == null || !rest.has(submitter)) {
            counts.merge(submitter.session(), -1, Integer::sum);
        }
    }

    /** These were known before they were submitted: some may have ended already. */
    public void tellIfOver(TaskType type, Collection<TaskId> ids) {
        Set<Submitter> told = new LinkedHashSet<>();
        for (TaskId id : ids) {
            Task task = plane.find(type, id);
            if (task != null && task.standing().isFinal()) {
                tell(task, told);
            }
        }
        told.forEach(Submitter::flush);
    }

    /** Others who wait for what is not known have perhaps just submitted it. */
    private void tellIfOver(Submitter submitter, AwaitedTask outstanding) {
        Task task = plane.find(outstanding.type(), outstanding.id());
        if (task == null) {
            synchronized (this) {
                forget(submitter, outstanding.type(), outstanding.id());
            }
            submitter.unknown(outstanding);
        } else if (task.standing().isFinal()) {
            Set<Submitter> told = new LinkedHashSet<>();
            tell(task, told);
            told.forEach(Submitter::flush);
        }
    }

    /** Something happened to ephemeral tasks. */
    public void heard(List<Event> events) {
        Set<Submitter> told = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof TaskEvent.TasksFinished finished) {
                finished(finished, told);
            }
        }
        told.forEach(Submitter::flush);
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        Set<Submitter> told = null;
        for (Change change : changes) {
            if (change.event() instanceof TaskEvent.TasksFinished finished) {
                told = told == null ? new LinkedHashSet<>() : told;
                finished(finished, told);
            } else if (change.event() instanceof SessionEvent.SessionEnded ended) {
                sessionEnded(ended.id());
            }
        }
        if (told != null) {
            told.forEach(Submitter::flush);
        }
    }

    private synchronized void finished(TaskEvent.TasksFinished event, Set<Submitter> told) {
        if (awaited.containsKey(event.type())) {
            event.tasks().forEach(task -> tell(task, told));
        }
    }

    private synchronized void sessionEnded(String session) {
        Submitter submitter = submitters.remove(session);
        if (submitter != null) {
            forget(submitter);
        }
    }

    private synchronized void tell(Task task, Set<Submitter> told) {
        for (Waiting each = take(task.type(), task.id()); each != null; each = each.next()) {
            each.submitter().finished(task);
            told.add(each.submitter());
        }
    }

    private @Nullable Waiting take(TaskType type, TaskId id) {
        Map<TaskId, Waiting> ofType = awaited.get(type);
        Waiting taken = ofType == null ? null : ofType.remove(id);
        for (Waiting each = taken; each != null; each = each.next()) {
            counts.merge(each.submitter().session(), -1, Integer::sum);
        }
        return taken;
    }

    /** A task that somebody may wait for goes on. */
    public void noted(TaskNote note) {
        Set<Submitter> told = new LinkedHashSet<>();
        synchronized (this) {
            Map<TaskId, Waiting> ofType = awaited.get(note.type());
            Waiting first = ofType == null ? null : ofType.get(note.id());
            for (Waiting each = first; each != null; each = each.next()) {
                each.submitter().noted(note);
                told.add(each.submitter());
            }
        }
        told.forEach(Submitter::flush);
    }

    @Override
    public void leading(boolean leading) {
        List<Submitter> left;
        synchronized (this) {
            left = List.copyOf(submitters.values());
            submitters.clear();
            counts.clear();
            awaited.clear();
        }
        timers.after(Duration.ZERO, () -> left.forEach(each -> each.fail(NotLeading.failure())));
    }
}
