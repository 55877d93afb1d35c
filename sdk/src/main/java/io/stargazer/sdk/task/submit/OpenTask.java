package io.stargazer.sdk.task.submit;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task that was submitted here, until its end is known. Thread-safe. */
final class OpenTask {

    /** What travels in one call. */
    record Group(
            TaskType type,
            Submission.Late late,
            String cheaperType,
            boolean isAwaited,
            boolean isEphemeral) {

        Submission of(List<OpenTask> tasks) {
            List<NewTask> requests = tasks.stream().map(OpenTask::request).toList();
            return new Submission(type, requests, late, cheaperType, isAwaited);
        }
    }

    private final Group group;
    private final NewTask request;
    private final long patienceNs;
    private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    private final CompletableFuture<TaskResult> end = new CompletableFuture<>();
    private final List<Consumer<TaskNote>> listeners = new CopyOnWriteArrayList<>();

    /** Each room it takes is given back once. */
    private final AtomicBoolean isAnswered = new AtomicBoolean();

    /** The leader that had accepted it is gone, and no other has accepted it yet. */
    private final AtomicBoolean isLost = new AtomicBoolean();

    private volatile long deadlineNs;
    private volatile boolean wasSent;
    private volatile boolean isUnsure;
    private volatile boolean mayBeAccepted;
    private volatile @Nullable Throwable setback;

    OpenTask(Group group, NewTask request, Duration patience) {
        this.group = group;
        this.request = request;
        this.patienceNs = patience.toNanos();
        this.deadlineNs = System.nanoTime() + patienceNs;
    }

    Group group() {
        return group;
    }

    NewTask request() {
        return request;
    }

    TaskId id() {
        return request.id();
    }

    int bytes() {
        return request.payload().size() + 128;
    }

    CompletableFuture<Receipt> receipt() {
        return receipt;
    }

    CompletableFuture<TaskResult> end() {
        return end;
    }

    boolean isAwaited() {
        return group.isAwaited();
    }

    boolean isAccepted() {
        return receipt.isDone() && !receipt.isCompletedExceptionally() && !isLost.get();
    }

    /** It was lost with its leader, and is to be submitted again. True once for each loss. */
    boolean lose() {
        deadlineNs = System.nanoTime() + patienceNs;
        return isLost.compareAndSet(false, true);
    }

    /** A server has accepted it. */
    void accepted(Receipt given) {
        receipt.complete(given);
        isLost.set(false);
    }

    /** Somebody else wants it, too, and begins to wait. */
    void joinedBy(OpenTask other) {
        deadlineNs = Math.max(deadlineNs - other.deadlineNs, 0) + other.deadlineNs;
    }

    /** Whether its end is known, so that it was accepted, be the receipt lost. */
    boolean hasResult() {
        return end.isDone() && !end.isCompletedExceptionally();
    }

    /** As which type it was taken. */
    AwaitedTask awaited() {
        Receipt given = receipt.isCompletedExceptionally() ? null : receipt.getNow(null);
        return new AwaitedTask(given == null ? group.type() : given.type(), id());
    }

    /** True once. */
    boolean answered() {
        return isAnswered.compareAndSet(false, true);
    }

    boolean isOverdue(long nowNs) {
        return nowNs - deadlineNs >= 0;
    }

    void sent() {
        wasSent = true;
    }

    boolean wasSent() {
        return wasSent;
    }

    /** A call for it failed. */
    void setBack(Throwable why) {
        setback = why;
        boolean wasNotBegun =
                why instanceof Failure failure && failure.status().retry() == Status.Retry.SAFE;
        mayBeAccepted |= !wasNotBegun;
    }

    /** Why it is given up, when its time is over. */
    Failure overdue() {
        if (isLost.get()) {
            return new Unavailable.Indeterminate(
                    "sdk.task-lost",
                    "the leader that had the ephemeral task %s is gone, and no server has taken it in time"
                            .formatted(id()));
        }
        if (mayBeAccepted) {
            return new Unavailable.Indeterminate(
                    "sdk.task-unanswered",
                    "no server said in time whether it has accepted the task " + id());
        }
        return setback instanceof Failure known
                ? known
                : new Unavailable.Unreachable(
                        "sdk.no-server", "no server could be reached to submit the task " + id());
    }

    /** Why it is given up, when it was not taken. */
    static Rejected tooLate(Receipt receipt) {
        Receipt.Prediction prediction = receipt.prediction();
        return new Rejected(
                Status.CONFLICT,
                "sdk.task-too-late",
                "the task %s was not accepted: it would probably miss its deadline%s"
                        .formatted(
                                receipt.id(),
                                prediction == null
                                        ? ""
                                        : ", " + prediction.onTimePerMille() + " of 1000 keep it"));
    }

    /** It may have ended while nobody listened. */
    void doubt() {
        isUnsure = true;
    }

    /** Whether it was doubted since this was asked last. */
    boolean takeDoubt() {
        boolean was = isUnsure;
        isUnsure = false;
        return was;
    }

    void listen(Consumer<TaskNote> listener) {
        listeners.add(listener);
    }

    void noted(TaskNote note) {
        listeners.forEach(listener -> listener.accept(note));
    }
}
