package io.stargazer.sdk.task.execute;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.sdk.task.log.OwnLog;
import io.stargazer.sdk.task.wire.KeptStream;
import io.stargazer.sdk.task.wire.TaskLine;
import io.stargazer.sdk.task.wire.TaskSession;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as an executor (TK-1, TK-4): takes attempts as they are pushed, runs each on a
 * virtual thread, tells how they ended. What runs goes on while the servers are away, and is told
 * when they are back. Thread-safe.
 */
public final class TaskExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskExecutor.class);

    /** While something is due, and while nothing is. */
    private static final long PERIOD_NS = 20_000_000;

    private static final long UNEVENTFUL_NS = 10_000_000_000L;

    private final TaskLine line;
    private final ExecutorOptions options;
    private final Map<TaskType, HandledTask> tasks = new ConcurrentHashMap<>();

    /** From when they came until the servers know their end. */
    private final Map<HeldAttempt, Attempt> attempts = new ConcurrentHashMap<>();

    private final EndedAttempts ended;
    private final LiveNotes notes;
    private final OwnLog log;
    private final StoppedAttempts stopped;
    private final Orders orders;
    private final KeptStream<Work> stream = new KeptStream<>("tasks", this::take, this::wake);
    private final Orders.Departure departure = new Orders.Departure();
    private final Runnable onLine = this::lineChanged;
    private final Thread keeper = Thread.ofVirtual().name("task-executor").unstarted(this::keep);
    private volatile boolean closing;
    private volatile boolean closed;

    public TaskExecutor(TaskLine line, ExecutorOptions options) {
        this.line = line;
        this.options = options;
        this.notes = new LiveNotes(options.clock());
        this.log = new OwnLog(options.clock());
        this.stopped = new StoppedAttempts(options, log);
        this.orders = new Orders(options, log, this::wake, this::renew);
        this.ended = new EndedAttempts(line, this::told, this::wake);
        line.onChange(onLine);
        keeper.start();
    }

    /**
     * Does tasks of this type from now on.
     *
     * @param payload what the handler takes; {@code Void.class} for nothing
     * @throws IllegalStateException when the type has a handler here, or this executor is closed
     */
    public void handle(
            TaskType type,
            Type payload,
            Handler<?, ? extends @Nullable Object> handler,
            HandlerTerms terms) {
        if (closing) {
            throw new IllegalStateException("the executor is closed");
        }
        HandledTask task = new HandledTask(type, payload, handler, terms, options.credit());
        if (tasks.putIfAbsent(type, task) != null) {
            throw new IllegalStateException("there is a handler for " + type + " already");
        }
        renew();
    }

    public ExecutorStatus status() {
        return new ExecutorStatus(
                tasks.values().stream().mapToInt(HandledTask::running).sum(),
                tasks.values().stream().mapToInt(HandledTask::waiting).sum(),
                ended.untold(),
                stopped.unheeding(),
                takesWork());
    }

    /** What it wrote, for who asks. */
    public OwnLog log() {
        return log;
    }

    private boolean takesWork() {
        return !closing && orders.isToWork();
    }

    /** Presents itself anew: something is not as it was then. */
    private void renew() {
        stream.renew();
        wake();
    }

    private void wake() {
        LockSupport.unpark(keeper);
    }

    private void lineChanged() {
        log.add(line.session() == null ? "no server is connected" : "connected to the leader");
        ended.begin();
        wake();
        lookWhetherAnythingComes();
    }

    private void lookWhetherAnythingComes() {
        if (line.session() == null || tasks.isEmpty()) {
            nothingComes();
        }
    }

    private void keep() {
        while (!closed) {
            TaskSession session = line.session();
            if (session != null && !tasks.isEmpty()) {
                stream.ensureOpen(session, () -> session.contract().work(session.id(), hello()));
                ended.tell();
                notes.look(attempts.values());
                notes.tell(session);
            }
            tasks.values().forEach(task -> task.begin(ended::hasRoom));
            stopped.look();
            if (orders.isTimeUp()) {
                interrupt();
            }
            orders.look(attempts.isEmpty());
            LockSupport.parkNanos(isEventful(session) ? PERIOD_NS : UNEVENTFUL_NS);
        }
    }

    private boolean isEventful(@Nullable TaskSession session) {
        boolean isDue = !stream.isOpen() || ended.isHeldUp() || !notes.isEmpty();
        boolean isHere = !stopped.isEmpty() || !ended.hasRoom() || orders.isHasty();
        return isHere || (session != null && isDue);
    }

    /** Without credit it still names what it holds: others shall not do that meanwhile. */
    private ExecutorHello hello() {
        List<HandledType> types =
                tasks.values().stream()
                        .map(task -> new HandledType(task.type(), task.places()))
                        .toList();
        int credit = takesWork() ? options.credit() : 0;
        return new ExecutorHello(options.name(), types, credit, List.copyOf(attempts.keySet()));
    }

    private void take(Work work) {
        switch (work) {
            case Work.Assigned assigned -> assigned.assignments().forEach(this::begin);
            case Work.Stopped stop -> stop.attempts().forEach(this::stop);
            case Work.Ordered given -> orders.obey(given.order(), "the servers");
            case Work.OrderedBy given -> orders.obey(given.order(), given.by());
            case Work.NothingMore said -> nothingComes();
            case Work.LogWanted wanted -> answer(wanted);
            case Work.ShuttingDown end -> orders.serversEnd();
        }
    }

    private void nothingComes() {
        if (closing) {
            departure.nothingComes();
            lookWhetherFinished();
        }
    }

    private void answer(Work.LogWanted wanted) {
        TaskSession session = line.session();
        if (session != null) {
            ExecutorLog told = log.answer(wanted.question(), wanted.after(), wanted.lines());
            CompletableFuture<Boolean> unused =
                    session.call(contract -> contract.logged(session.id(), told));
        }
    }

    private void begin(Assignment assignment) {
        HandledTask task = tasks.get(assignment.type());
        if (task == null) {
            String why = "no handler for " + assignment.type();
            ended.add(assignment.held(), lost(assignment.held(), List.of(why)));
            return;
        }
        Attempt attempt = new Attempt(assignment, task, log, this::noted, this::over);
        if (attempts.putIfAbsent(attempt.held(), attempt) == null) {
            task.add(attempt);
            beginNext(task);
        }
    }

    private EndedAttempt lost(HeldAttempt held, List<String> why) {
        AttemptEnd lost = new AttemptEnd.Lost();
        return new EndedAttempt(held.id(), held.fence(), options.name(), lost, why);
    }

    private void noted(Attempt attempt) {
        if (notes.add(attempt)) {
            wake();
        }
    }

    private void stop(HeldAttempt held) {
        Attempt attempt = attempts.get(held);
        if (attempt == null || attempt.isOver()) {
            // Told before the server heard that it is held here: told again, to free its place.
            ended.add(held, lost(held, List.of()));
            return;
        }
        attempt.stop();
        if (attempt.task().withdraw(attempt)) {
            ended.add(held, attempt.ended(options.name(), new AttemptEnd.Lost()));
        } else {
            stopped.add(attempt);
            wake();
        }
    }

    /** On the attempt's own thread, as the last thing it does. */
    private void over(Attempt attempt, AttemptEnd end) {
        notes.forget(attempt);
        attempt.task().leave();
        ended.add(attempt.held(), attempt.ended(options.name(), end));
        beginNext(attempt.task());
    }

    private void beginNext(HandledTask task) {
        task.begin(ended::hasRoom);
        if (notes.begun()) {
            wake();
        }
    }

    private void told(HeldAttempt held) {
        Attempt gone = attempts.remove(held);
        if (gone != null) {
            beginNext(gone.task());
        }
        lookWhetherFinished();
    }

    private void interrupt() {
        LOG.warn("{} attempts are not finished: others will begin anew", attempts.size());
        log.add("%d attempts are not finished: they go to others".formatted(attempts.size()));
        List.copyOf(attempts.values()).stream()
                .filter(attempt -> !attempt.isOver())
                .forEach(attempt -> stop(attempt.held()));
    }

    private void lookWhetherFinished() {
        if (attempts.isEmpty()) {
            departure.nothingIsHere();
            orders.look(true);
        }
    }

    /**
     * Takes no more, finishes what was begun within the patience of the options, interrupts what is
     * not finished then, and leaves that to others.
     */
    @Override
    public void close() {
        closing = true;
        renew();
        lookWhetherAnythingComes();
        departure.awaitThatNothingComes();
        lookWhetherFinished();
        if (!departure.isFinishedWithin(options.patience())) {
            interrupt();
            boolean unused = departure.isFinishedWithin(Orders.LAST_WORDS);
        }
        closed = true;
        line.removeListener(onLine);
        stream.close();
        wake();
    }
}
