package io.stargazer.sdk.task;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskContract;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.wire.TaskLine;
import io.stargazer.sdk.task.wire.TaskSession;
import io.stargazer.sdk.task.wire.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Function;

/**
 * As much of a leader as executors and submitters can see, without a connection: notes what it is
 * told, and answers and says what a test wants.
 */
final class SmallLeader implements TaskContract {

    static final TaskType RESIZE = new TaskType("default", "resize");

    final TaskLine line = new TaskLine();
    final List<ExecutorHello> hellos = new CopyOnWriteArrayList<>();
    final List<List<EndedAttempt>> ended = new CopyOnWriteArrayList<>();
    final List<TaskNote> notes = new CopyOnWriteArrayList<>();
    final List<ExecutorLog> logs = new CopyOnWriteArrayList<>();
    final List<Submission> submissions = new CopyOnWriteArrayList<>();
    final List<Submission> ephemeral = new CopyOnWriteArrayList<>();
    final List<List<AwaitedTask>> named = new CopyOnWriteArrayList<>();
    final List<TaskId> cancelled = new CopyOnWriteArrayList<>();

    /** It has something to say yet to an executor that takes no more. */
    volatile boolean hasMore;

    final List<Stragglers> stragglers = new CopyOnWriteArrayList<>();
    volatile Function<List<EndedAttempt>, CompletableFuture<List<RefusedAttempt>>> answerEnded =
            attempts -> CompletableFuture.completedFuture(List.of());
    volatile Function<Submission, CompletableFuture<List<Receipt>>> answerSubmit =
            submission -> CompletableFuture.completedFuture(accepted(submission));

    volatile Function<Stragglers, CompletableFuture<List<TaskId>>> answerSpeculate =
            asked -> CompletableFuture.completedFuture(asked.open());

    volatile List<String> executors = List.of();

    private volatile SubmissionPublisher<Work> work = new SubmissionPublisher<>();
    private volatile SubmissionPublisher<TaskUpdate> outcomes = new SubmissionPublisher<>();

    static List<Receipt> accepted(Submission submission) {
        List<Receipt> receipts = new ArrayList<>();
        for (NewTask task : submission.tasks()) {
            receipts.add(new Receipt(task.id(), submission.type(), Verdict.ACCEPTED, null));
        }
        return receipts;
    }

    /** A new connection, on which the session with this id goes on or begins. */
    void connect(String session) {
        line.connected(new TaskSession(this, session, () -> {}));
    }

    void awaitHellos(int count) {
        Eventually.holds(count + " hellos", () -> hellos.size() >= count);
    }

    /** All that has ended, whichever call told it. */
    List<EndedAttempt> allEnded() {
        return ended.stream().flatMap(List::stream).toList();
    }

    static Assignment assignment(long number, Object payload) {
        NewTask task = NewTask.of(new TaskId(0, number), Values.encode(payload));
        return new Assignment(RESIZE, task, "app:default/shop", 1, number);
    }

    static Assignment unreadable(long number) {
        NewTask task = NewTask.of(new TaskId(0, number), Bytes.of((byte) '{'));
        return new Assignment(RESIZE, task, "app:default/shop", 1, number);
    }

    void assign(Assignment... assignments) {
        say(new Work.Assigned(List.of(assignments)));
    }

    void say(Work said) {
        work.submit(said);
    }

    void tell(TaskUpdate update) {
        outcomes.submit(update);
    }

    @Override
    public Flow.Publisher<Work> work(String session, ExecutorHello hello) {
        return subscriber -> {
            SubmissionPublisher<Work> fresh = new SubmissionPublisher<>();
            fresh.subscribe(subscriber);
            work = fresh;
            hellos.add(hello);
            if (hello.credit() == 0 && !hasMore) {
                fresh.submit(new Work.NothingMore());
            }
        };
    }

    @Override
    public CompletableFuture<List<RefusedAttempt>> ended(
            String session, TaskType type, List<EndedAttempt> attempts) {
        ended.add(attempts);
        return answerEnded.apply(attempts);
    }

    @Override
    public CompletableFuture<Boolean> report(String session, List<TaskNote> said) {
        notes.addAll(said);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<List<String>> executors(String session, TaskType type) {
        return CompletableFuture.completedFuture(executors);
    }

    @Override
    public CompletableFuture<Boolean> logged(String session, ExecutorLog log) {
        logs.add(log);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<List<Receipt>> submitEphemeral(String session, Submission submission) {
        ephemeral.add(submission);
        return submit(session, submission);
    }

    @Override
    public CompletableFuture<List<Receipt>> submit(String session, Submission submission) {
        submissions.add(submission);
        return answerSubmit.apply(submission);
    }

    @Override
    public Flow.Publisher<TaskUpdate> outcomes(String session, List<AwaitedTask> outstanding) {
        return subscriber -> {
            SubmissionPublisher<TaskUpdate> fresh = new SubmissionPublisher<>();
            fresh.subscribe(subscriber);
            outcomes = fresh;
            named.add(outstanding);
        };
    }

    @Override
    public CompletableFuture<Integer> cancel(
            String session, TaskType type, List<TaskId> ids, String reason) {
        cancelled.addAll(ids);
        return CompletableFuture.completedFuture(ids.size());
    }

    @Override
    public CompletableFuture<List<TaskId>> speculate(String session, Stragglers asked) {
        stragglers.add(asked);
        return answerSpeculate.apply(asked);
    }
}
