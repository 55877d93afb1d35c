package io.stargazer.server.task.live;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.session.Session;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskCommand.BeginDispatching;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.Work;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.task.dispatch.Dispatcher;
import io.stargazer.server.task.forecast.Experience;
import io.stargazer.server.task.plane.NotLeading;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

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
 * lost: enough for a connection that was cut, next to nothing for who waits for a dead process.
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
    private final Experience experience;
    private final Wakeup wakeup;

    /** What came before this server was ready to dispatch. */
    private final List<Runnable> untilBegun = new ArrayList<>();

    private Posts posts;
    private Dispatcher dispatcher;
    private boolean leading;
    private boolean isDispatching;

    /** Counts the leaderships of this server: what was begun in an earlier one is void. */
    private long leadership;

    /** What the dispatcher knows of the log. */
    private long knownRevision;

    public ExecutorHub(
            ControlPlane control,
            Timers timers,
            Endings endings,
            TaskSettings settings,
            Experience experience) {
        this.control = control;
        this.timers = timers;
        this.endings = endings;
        this.settings = settings;
        this.experience = experience;
        this.dispatcher = new Dispatcher(experience);
        this.posts = new Posts(timers);
        this.wakeup = new Wakeup(timers, () -> act(_ -> {}));
    }

    public synchronized boolean isLeading() {
        return leading;
    }

    /** Fails with {@code Unavailable} where this server does not give out tasks, or not yet. */
    public synchronized void requireDispatching() {
        if (!isDispatching) {
            throw leading ? NotLeading.yet() : NotLeading.failure();
        }
    }

    /** Whether the executor of this session has this attempt. */
    public synchronized boolean has(String session, TaskType type, TaskId id, long fence) {
        Post post = posts.of(session);
        return post != null && dispatcher.crew().has(post.worker, type, id, fence);
    }

    /** Looks at the dispatcher, which is nobody else's meanwhile. */
    public synchronized <T> T look(Function<Dispatcher, T> question) {
        return question.apply(dispatcher);
    }

    /** Lets the dispatcher hear of something, and does what it says; not while not leading. */
    boolean act(Consumer<Dispatcher> input) {
        List<Post> told;
        Map<TaskType, List<EndedAttempt>> ends;
        long nextMs;
        synchronized (this) {
            if (!isDispatching) {
                return false;
            }
            dispatcher.at(timers.millis(), control.latest().revision());
            input.accept(dispatcher);
            dispatcher.dispatch();
            told = posts.handOver(dispatcher.takeNews());
            ends = dispatcher.takeEnds();
            nextMs = dispatcher.nextMs();
        }
        wakeup.by(nextMs);
        told.forEach(post -> post.stream.flush());
        endings.say(ends);
        return true;
    }

    /** The stream to an executor that presents itself; it begins when somebody listens. */
    public PushStream work(Session session, ExecutorHello hello) {
        return new WorkStream(stream -> join(session, hello, stream), this::gone).stream();
    }

    /** Until this server is ready to dispatch, what executors say waits, in order. */
    private synchronized boolean waits(Runnable said) {
        return leading && !isDispatching && untilBegun.add(said);
    }

    /** An executor listens. It may have to wait until this server is ready. */
    private void join(Session session, ExecutorHello hello, WorkStream stream) {
        if (waits(() -> join(session, hello, stream))) {
            return;
        }
        boolean isHere =
                act(known -> {
                    if (!stream.isGone()) {
                        posts.seat(known.crew(), session, hello, stream);
                        accountedFor(session.id());
                    }
                });
        if (!isHere) {
            stream.fail(NotLeading.failure());
        }
    }

    /** The stream of an executor has ended, says a thread that may hold its lock. */
    private void gone(WorkStream stream) {
        timers.after(Duration.ZERO, () -> away(stream));
    }

    private synchronized void away(WorkStream stream) {
        Post post = posts.of(stream);
        if (post != null && !post.isBroken()) {
            dispatcher.crew().away(post.worker);
            post.grace = timers.after(BLINK, () -> lose(post));
        }
    }

    private void lose(Post post) {
        act(known -> posts.remove(known.crew(), post));
    }

    /** A session that may have held something has come, or has ended. */
    private void accountedFor(String session) {
        if (posts.isLast(session)) {
            dispatcher.releaseHeld();
        }
    }

    /**
     * An executor says that attempts ended: their places are free from now on.
     *
     * @return those whose end may count
     */
    public List<EndedAttempt> returned(String session, TaskType type, List<EndedAttempt> attempts) {
        if (waits(() -> returned(session, type, attempts))) {
            return attempts;
        }
        List<EndedAttempt> counting = new ArrayList<>(attempts.size());
        boolean isHere =
                act(known ->
                        counting.addAll(posts.returned(known.crew(), session, type, attempts)));
        return isHere ? counting : attempts;
    }

    /** Tells the executors of these sessions something; how many of them are here. */
    public int tell(List<String> sessions, Work word) {
        List<Post> told = new ArrayList<>();
        act(known -> told.addAll(posts.tell(known.crew(), sessions, word)));
        told.forEach(post -> post.stream.flush());
        return told.size();
    }

    /** All executors that are here, by namespace, application and name. */
    public synchronized List<ExecutorStatus> status() {
        return posts.status();
    }

    @Override
    public void leading(boolean nowLeading) {
        List<Post> left;
        long now;
        synchronized (this) {
            now = ++leadership;
            leading = nowLeading;
            isDispatching = false;
            left = List.copyOf(posts.all());
            untilBegun.clear();
            posts = new Posts(timers);
            dispatcher = new Dispatcher(experience);
        }
        left.forEach(Post::cancelGrace);
        timers.after(
                Duration.ZERO, () -> left.forEach(post -> post.stream.fail(NotLeading.failure())));
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
        List<Runnable> waiting = new ArrayList<>();
        synchronized (this) {
            if (!isCurrent(begunIn)) {
                return;
            }
            ControlView view = control.latest();
            knownRevision = view.revision();
            dispatcher.at(timers.millis(), knownRevision);
            Facts.load(dispatcher, view.tasks());
            posts.miss(view.sessions().sessions());
            if (!posts.misses()) {
                dispatcher.releaseHeld();
            }
            isDispatching = true;
            waiting.addAll(untilBegun);
            untilBegun.clear();
        }
        timers.after(settings.grace(), () -> act(known -> missNobody(known, begunIn)));
        waiting.forEach(Runnable::run);
        act(_ -> {});
    }

    /** Something happened to ephemeral tasks. */
    public void heard(List<Event> events) {
        act(known -> events.forEach(event -> Facts.hearOfEphemeral(known, event)));
    }

    private void missNobody(Dispatcher known, long begunIn) {
        if (isCurrent(begunIn) && posts.missNobody()) {
            known.releaseHeld();
        }
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        act(known -> {
            for (Change change : changes) {
                if (change.revision() > knownRevision) {
                    Facts.hear(known, change.event());
                    if (change.event() instanceof SessionEvent.SessionEnded ended) {
                        posts.sessionEnded(known.crew(), ended.id());
                        accountedFor(ended.id());
                    }
                }
            }
            knownRevision = view.revision();
        });
    }
}
