package io.stargazer.sdk.task.submit;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.sdk.task.submit.OpenTask.Group;
import io.stargazer.sdk.task.wire.KeptStream;
import io.stargazer.sdk.task.wire.Repeated;
import io.stargazer.sdk.task.wire.TaskLine;
import io.stargazer.sdk.task.wire.TaskSession;
import io.stargazer.sdk.task.wire.Values;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * This process as a submitter (TK-2, TK-3): has tasks accepted, under the same ids through lost
 * connections and changes of leaders, and hears how each of them ended. Thread-safe.
 */
public final class Submitter implements AutoCloseable {

    private static final long PERIOD_NS = 20_000_000;
    private static final long UNEVENTFUL_NS = 10_000_000_000L;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TaskLine line;
    private final OpenTasks open = new OpenTasks();
    private final KeptStream<TaskUpdate> outcomes =
            new KeptStream<>("outcomes of tasks", this::update, this::wake);
    private final SubmitQueue queue;

    /** Notes are told in their order, and who is slow holds back no results. */
    private final ExecutorService notes =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("task-notes").factory());

    private final Runnable onLine = this::lineChanged;
    private final Thread keeper = Thread.ofVirtual().name("task-submitter").unstarted(this::keep);
    private volatile boolean closed;

    public Submitter(TaskLine line) {
        this.line = line;
        this.queue = new SubmitQueue(line, outcomes::isOpenOn, new Answers());
        line.onChange(onLine);
        keeper.start();
    }

    /**
     * Submits a task whose end is awaited. Returns at once.
     *
     * @throws Unavailable.Overloaded when too many are open
     * @throws Rejected when it is not legal, or the payload is too large or cannot be written
     */
    public <R extends @Nullable Object> TaskHandle<R> submit(
            TaskType type, @Nullable Object payload, Type resultType, TaskTerms terms) {
        OpenTask task = enter(type, payload, terms, Wish.AT_ONCE);
        send();
        return new TaskHandle<>(this, task, resultType);
    }

    /** The same, without sending it on its way yet; waits while too many are open. */
    public <R extends @Nullable Object> TaskHandle<R> prepare(
            TaskType type, @Nullable Object payload, Type resultType, TaskTerms terms) {
        return new TaskHandle<>(this, enter(type, payload, terms, Wish.WAIT), resultType);
    }

    /** Submits a task whose end nobody here waits for. */
    public CompletableFuture<Receipt> submitOnly(
            TaskType type, @Nullable Object payload, TaskTerms terms) {
        OpenTask task = enter(type, payload, terms, Wish.NO_END);
        send();
        return task.receipt().copy();
    }

    private enum Wish {
        AT_ONCE,
        WAIT,
        NO_END
    }

    private OpenTask enter(TaskType type, @Nullable Object payload, TaskTerms terms, Wish wish) {
        Group group =
                new Group(
                        type,
                        terms.late(),
                        terms.cheaperType(),
                        wish != Wish.NO_END,
                        terms.isEphemeral());
        NewTask request = terms.task(type, Values.encode(payload));
        OpenTask task = new OpenTask(group, request, terms.patience());
        OpenTask entered = open.enter(task, wish == Wish.WAIT);
        if (entered.equals(task)) {
            queue.add(task);
        } else {
            entered.joinedBy(task);
        }
        if (closed) {
            fail(entered, closedFailure());
        }
        return entered;
    }

    /** Who does tasks of this type at this moment, by name; blocks until a server has said so. */
    public List<String> executors(TaskType type, Duration patience) {
        try {
            return Repeated.call(
                    line,
                    patience,
                    session -> session.call(contract -> contract.executors(session.id(), type)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rejected(
                    Status.CANCELLED, "sdk.wait-interrupted", "interrupted while waiting");
        }
    }

    /** What was prepared goes on its way. */
    public void send() {
        queue.send();
        TaskSession session = line.session();
        if (session == null || !outcomes.isOpenOn(session)) {
            wake();
        }
    }

    private void wake() {
        LockSupport.unpark(keeper);
    }

    private void lineChanged() {
        queue.begin();
        wake();
    }

    private void keep() {
        while (!closed) {
            TaskSession session = line.session();
            if (session != null && !open.isEmpty()) {
                outcomes.ensureOpen(
                        session, () -> session.contract().outcomes(session.id(), open.toName()));
            }
            long nowNs = System.nanoTime();
            queue.remove(task -> task.isOverdue(nowNs)).forEach(this::overdue);
            queue.send();
            boolean isDue = queue.isHeldUp() || (!outcomes.isOpen() && !open.isEmpty());
            LockSupport.parkNanos(isDue ? PERIOD_NS : UNEVENTFUL_NS);
        }
    }

    private void update(TaskUpdate update) {
        switch (update) {
            case TaskUpdate.Finished(List<TaskResult> results) ->
                    elsewhere(() -> results.forEach(this::finished));
            case TaskUpdate.Unknown(List<AwaitedTask> tasks) ->
                    elsewhere(() -> tasks.forEach(this::forgotten));
            case TaskUpdate.Noted noted ->
                    notes.execute(() ->
                            noted.notes()
                                    .forEach(note -> {
                                        OpenTask task = open.find(note.id());
                                        if (task != null) {
                                            task.noted(note);
                                        }
                                    }));
        }
    }

    /** What hangs on the futures is others' code. */
    private static void elsewhere(Runnable completing) {
        Thread.ofVirtual().name("task-outcomes").start(completing);
    }

    private void finished(TaskResult result) {
        OpenTask task = open.find(result.id());
        if (task != null && open.settled(task)) {
            task.end().complete(result); // its receipt may come later
        }
    }

    private void forgotten(AwaitedTask awaited) {
        OpenTask task = open.find(awaited.id());
        if (task == null || !task.isAccepted()) {
            return;
        }
        if (task.group().isEphemeral()) {
            if (task.lose()) {
                queue.add(task); // its payload is still here
                send();
            }
        } else {
            fail(
                    task,
                    new Rejected(
                            Status.NOT_FOUND,
                            "sdk.task-forgotten",
                            "the servers do not remember how the task %s ended"
                                    .formatted(task.id())));
        }
    }

    private void overdue(OpenTask task) {
        if (task.hasResult()) {
            open.answered(task);
            task.receipt()
                    .complete(new Receipt(task.id(), task.group().type(), Verdict.ACCEPTED, null));
        } else {
            elsewhere(() -> fail(task, task.overdue()));
        }
    }

    private void fail(OpenTask task, Throwable why) {
        open.answered(task);
        boolean unused = open.settled(task);
        task.receipt().completeExceptionally(why);
        task.end().completeExceptionally(why);
    }

    /** What the servers say of submissions. */
    private final class Answers implements SubmitQueue.Answers {

        @Override
        public void received(OpenTask task, Receipt receipt) {
            open.answered(task);
            task.accepted(receipt);
            if (receipt.verdict() == Verdict.TOO_LATE) {
                fail(task, OpenTask.tooLate(receipt));
            } else if (task.takeDoubt()) {
                outcomes.renew(); // it may have ended while nobody listened
                wake();
            }
        }

        @Override
        public void refused(OpenTask task, Throwable why) {
            fail(task, why);
        }

        @Override
        public void setBack() {
            wake();
        }
    }

    /**
     * Cancels what is pending of these, when it is known that they were accepted.
     *
     * @return how many were pending
     */
    public CompletableFuture<Integer> cancel(
            Collection<? extends TaskHandle<?>> handles, String reason) {
        List<OpenTask> tasks = new ArrayList<>();
        handles.forEach(handle -> tasks.add(handle.task()));
        return new Cancellation(line, tasks, reason).start();
    }

    /**
     * Has those of the tasks that take too long begun a second time elsewhere. Blocks; fails as the
     * call does, or when no server has answered for a second.
     *
     * @return those that two executors have now
     */
    public List<TaskId> speculate(Stragglers stragglers) throws InterruptedException {
        return Repeated.call(
                line,
                SOON,
                session -> session.call(asked -> asked.speculate(session.id(), stragglers)));
    }

    private static Unavailable closedFailure() {
        return new Unavailable.Indeterminate(
                "sdk.closed", "the application was closed before it heard how the task ended");
    }

    /** What is open fails here; the servers go on with what they have accepted. */
    @Override
    public void close() {
        closed = true;
        line.removeListener(onLine);
        outcomes.close();
        queue.remove(task -> true).forEach(task -> fail(task, closedFailure()));
        List.copyOf(open.all()).forEach(task -> fail(task, closedFailure()));
        notes.shutdown();
        wake();
    }
}
