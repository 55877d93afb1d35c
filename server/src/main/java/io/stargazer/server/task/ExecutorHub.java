package io.stargazer.server.task;

import io.stargazer.api.Change;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.BeginDispatching;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.task.dispatch.Dispatcher;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The leader's executors (TK-1, TK-4): hears of tasks on the thread that applies commands, asks the
 * {@link Dispatcher} and hands its answers to the streams at once. Thread-safe; nothing blocks.
 *
 * <p>A server that begins to lead first has the log say so, which makes its fences greater than all
 * before. Tasks from before may still be with executors that have not come back; they rest until
 * all sessions that were open have come back or ended, or their grace is over. What is submitted
 * from then on goes out at once.
 *
 * <p>An executor whose connection breaks has {@link #BLINK} to come back before what it had is
 * lost: enough for a connection that was cut, next to nothing for who waits for a process that
 * died.
 */
public final class ExecutorHub implements ChangeListener {

    /** The time to come back on another connection before attempts are lost. */
    static final Duration BLINK = Duration.ofMillis(40);

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String ACTOR = "server:tasks";

    private final ControlPlane control;
    private final Timers timers;
    private final Endings endings;
    private final TaskSettings settings;

    private final Map<String, Post> posts = new HashMap<>();

    /** What came before this server was ready to dispatch. */
    private final List<Runnable> untilBegun = new ArrayList<>();

    /** The open sessions that may hold tasks from before. */
    private final Set<String> missed = new HashSet<>();

    private Dispatcher dispatcher = new Dispatcher();
    private boolean leading;
    private boolean isDispatching;

    /** Counts the leaderships of this server: what was begun in an earlier one is void. */
    private long leadership;

    /** What the dispatcher knows of the log. */
    private long knownRevision;

    private Timers.@Nullable Timer alarm;
    private long alarmMs = Long.MAX_VALUE;

    public ExecutorHub(
            ControlPlane control, Timers timers, Endings endings, TaskSettings settings) {
        this.control = control;
        this.timers = timers;
        this.endings = endings;
        this.settings = settings;
    }

    /** Whether this server gives out tasks. */
    public synchronized boolean isDispatching() {
        return isDispatching;
    }

    public synchronized boolean isLeading() {
        return leading;
    }

    /** Whether the executor of this session has this attempt. */
    synchronized boolean has(String session, TaskType type, TaskId id, long fence) {
        Post post = posts.get(session);
        return post != null && dispatcher.crew().has(post.worker, type, id, fence);
    }

    /** Looks at the dispatcher, which is nobody else's meanwhile. */
    public synchronized <T> T look(Function<Dispatcher, T> question) {
        return question.apply(dispatcher);
    }

    /** Lets the dispatcher hear of something, and does what it says. Nothing while not leading. */
    void act(Consumer<Dispatcher> input) {
        List<Post> told;
        Map<TaskType, List<EndedAttempt>> ends;
        synchronized (this) {
            if (!isDispatching) {
                return;
            }
            dispatcher.at(timers.millis(), control.latest().revision());
            input.accept(dispatcher);
            dispatcher.dispatch();
            told = handOver();
            ends = dispatcher.takeEnds();
            arm();
        }
        told.forEach(post -> post.stream.flush());
        endings.say(ends);
    }

    private List<Post> handOver() {
        List<Worker> news = dispatcher.takeNews();
        if (news.isEmpty()) {
            return List.of();
        }
        List<Post> told = new ArrayList<>(news.size());
        for (Worker worker : news) {
            Post post = posts.get(worker.id());
            if (post != null && post.worker == worker) {
                post.stream.add(worker.takeAssigned(), worker.takeStops());
                told.add(post);
            }
        }
        return told;
    }

    private void arm() {
        long nextMs = dispatcher.nextMs();
        if (nextMs >= alarmMs) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        alarmMs = nextMs;
        Duration delay = Duration.ofMillis(Math.max(0, nextMs - timers.millis()));
        alarm = timers.after(delay, this::ring);
    }

    private void ring() {
        synchronized (this) {
            alarmMs = Long.MAX_VALUE;
        }
        act(_ -> {});
    }

    /** An executor listens. It may have to wait until this server is ready. */
    void join(Session session, ExecutorHello hello, WorkStream stream) {
        synchronized (this) {
            if (leading && !isDispatching) {
                untilBegun.add(() -> join(session, hello, stream));
                return;
            }
        }
        if (!isDispatching()) {
            stream.fail(notLeader());
            return;
        }
        act(known -> seat(session, hello, stream));
    }

    private void seat(Session session, ExecutorHello hello, WorkStream stream) {
        if (stream.isGone()) {
            return;
        }
        Post before = posts.get(session.id());
        for (Post other : List.copyOf(posts.values())) {
            boolean isSame =
                    other.application.equals(session.application())
                            && other.worker.name().equals(hello.name());
            if (!isSame || other == before) {
                continue;
            }
            if (!other.isBroken()) {
                stream.fail(taken(hello.name()));
                return;
            }
            remove(other);
        }
        if (before != null) {
            before.cancelGrace();
            dispatcher.crew().away(before.worker);
        }
        Worker worker =
                dispatcher.crew().join(session.id(), hello, before == null ? null : before.worker);
        if (before != null) {
            dispatcher.crew().leave(before.worker);
            timers.after(Duration.ZERO, before.stream::complete);
        }
        posts.put(session.id(), new Post(session.id(), session.application(), worker, stream));
        isBack(session.id());
    }

    /** The stream of an executor has ended, says a thread that may hold its lock. */
    void gone(WorkStream stream) {
        timers.after(Duration.ZERO, () -> missed(stream));
    }

    private synchronized void missed(WorkStream stream) {
        for (Post post : posts.values()) {
            if (post.stream == stream && !post.isBroken()) {
                dispatcher.crew().away(post.worker);
                post.grace = timers.after(BLINK, () -> lose(post));
            }
        }
    }

    private void lose(Post post) {
        act(known -> {
            if (posts.get(post.session) == post) {
                remove(post);
            }
        });
    }

    private void remove(Post post) {
        post.cancelGrace();
        posts.remove(post.session);
        dispatcher.crew().leave(post.worker);
    }

    /** A session that may have held something is accounted for. */
    private void isBack(String session) {
        if (missed.remove(session) && missed.isEmpty()) {
            dispatcher.releaseHeld();
        }
    }

    /**
     * An executor says that attempts ended: their places are free from now on.
     *
     * @return those whose end may count
     */
    List<EndedAttempt> returned(String session, TaskType type, List<EndedAttempt> attempts) {
        if (!isDispatching()) {
            return attempts;
        }
        List<EndedAttempt> counting = new ArrayList<>(attempts.size());
        act(known -> {
            Post post = posts.get(session);
            for (EndedAttempt ended : attempts) {
                if (post == null
                        || known.crew().returned(post.worker, type, ended.id(), ended.fence())) {
                    counting.add(ended);
                }
            }
        });
        return counting;
    }

    @Override
    public void leading(boolean nowLeading) {
        List<Post> left;
        long now;
        synchronized (this) {
            now = ++leadership;
            leading = nowLeading;
            isDispatching = false;
            left = List.copyOf(posts.values());
            posts.clear();
            untilBegun.clear();
            missed.clear();
            dispatcher = new Dispatcher();
        }
        left.forEach(Post::cancelGrace);
        timers.after(Duration.ZERO, () -> left.forEach(post -> post.stream.fail(notLeader())));
        if (nowLeading) {
            begin(now);
        }
    }

    /** Tried again until the log has it. */
    private void begin(long begunIn) {
        CompletableFuture<Decision> _ =
                control.submit(ACTOR, new BeginDispatching(settings.server()))
                        .whenComplete((decision, failure) -> {
                            if (failure == null) {
                                begun(begunIn);
                            } else if (isCurrent(begunIn)) {
                                timers.after(PAUSE, () -> begin(begunIn));
                            }
                        });
    }

    private synchronized boolean isCurrent(long begunIn) {
        return leadership == begunIn && leading;
    }

    private void begun(long begunIn) {
        List<Runnable> waiting;
        synchronized (this) {
            if (leadership != begunIn || !leading) {
                return;
            }
            load(control.latest());
            isDispatching = true;
            waiting = List.copyOf(untilBegun);
            untilBegun.clear();
        }
        timers.after(settings.grace(), () -> stopMissing(begunIn));
        waiting.forEach(Runnable::run);
        act(_ -> {});
    }

    private void load(ControlView view) {
        knownRevision = view.revision();
        dispatcher.at(timers.millis(), knownRevision);
        for (Table.Entry<TaskType, QueueView> entry : view.tasks().queues()) {
            QueueView queue = entry.value();
            dispatcher.set(queue.type(), queue.settings().isPaused(), queue.settings().limits());
            for (var task : queue.pending()) {
                dispatcher.hold(task.value());
            }
        }
        view.sessions().sessions().forEach(session -> missed.add(session.key()));
        if (missed.isEmpty()) {
            dispatcher.releaseHeld();
        }
    }

    private void stopMissing(long begunIn) {
        act(known -> {
            if (leadership == begunIn && !missed.isEmpty()) {
                missed.clear();
                known.releaseHeld();
            }
        });
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        act(known -> {
            for (Change change : changes) {
                if (change.revision() > knownRevision) {
                    hear(known, change);
                }
            }
            knownRevision = view.revision();
        });
    }

    private void hear(Dispatcher known, Change change) {
        switch (change.event()) {
            case TaskEvent.TasksSubmitted(var type, List<Task> tasks) -> known.accept(tasks);
            case TaskEvent.TasksResent(var type, List<Task> tasks) -> known.accept(tasks);
            case TaskEvent.AttemptsFailed(var type, List<Task> tasks) -> known.failed(tasks);
            case TaskEvent.TasksFinished(var type, List<Task> tasks) -> known.finished(tasks);
            case TaskEvent.TypeChanged(var type, var isPaused, var limits) ->
                    known.set(type, isPaused, limits);
            case TaskEvent.TypeForgotten(var type) -> known.forget(type);
            case SessionEvent.SessionEnded ended -> sessionEnded(ended.id());
            default -> {}
        }
    }

    private void sessionEnded(String session) {
        Post post = posts.get(session);
        if (post != null) {
            remove(post);
            timers.after(Duration.ZERO, post.stream::complete);
        }
        isBack(session);
    }

    static Unavailable.NotLeader notLeader() {
        return new Unavailable.NotLeader(
                "task.not-leader", "this server does not give out tasks: the leader does");
    }

    private static Rejected taken(String name) {
        return new Rejected(
                Status.CONFLICT,
                "task.executor-taken",
                "another executor of this application has the name '%s'".formatted(name));
    }
}
