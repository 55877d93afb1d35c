package io.stargazer.api.task.work;

import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * What executors and submitters ask of the leader, over RPC under the service name {@link
 * #SERVICE}. Each call names the session of the connection. All methods may be repeated; what fails
 * with {@link io.stargazer.api.Unavailable} may have been done and is to be repeated with the same
 * ids.
 */
public interface TaskContract {

    String SERVICE = "stargazer.task";

    /**
     * An executor's work, for as long as it lasts: never more attempts outstanding than its credit,
     * those it says it holds included. When it ends, or its connection breaks, what it held goes to
     * others unless it comes back and names it. One stream for each session; a second one replaces
     * the first, and what it does not name then was still on its way and is assigned again.
     */
    Flow.Publisher<Work> work(String session, ExecutorHello hello);

    /**
     * Attempts at tasks of one type ended, with success or without. Completes when that is durable,
     * with those that do not count; each gives its credit back when it is called.
     */
    CompletableFuture<List<RefusedAttempt>> ended(
            String session, TaskType type, List<EndedAttempt> attempts);

    /** Progress and log lines of attempts that run; those that are not held are passed over. */
    CompletableFuture<Boolean> report(String session, List<TaskNote> notes);

    /** Answers a {@link Work.LogWanted}; what nobody waits for any more is passed over. */
    CompletableFuture<Boolean> logged(String session, ExecutorLog log);

    /**
     * Accepts tasks, all or none as {@link Submission} says. Completes with a receipt for each, in
     * order, when they are durable. A task may be submitted again at any time, by anybody: whoever
     * awaits it is told how it ends.
     */
    CompletableFuture<List<Receipt>> submit(String session, Submission submission);

    /**
     * The same of tasks that are kept in the memory of the leader alone (TK-6): they are lost with
     * it, and then unknown to the next.
     */
    CompletableFuture<List<Receipt>> submitEphemeral(String session, Submission submission);

    /**
     * The names of the executors that have a handler for this type and take tasks at this moment:
     * for who wants something done by each of them, see {@link
     * io.stargazer.api.task.TaskOptions#executor} (TK-11). An executor that is just changing over
     * to another leader is not among them.
     */
    CompletableFuture<List<String>> executors(String session, TaskType type);

    /**
     * The ends of the tasks that this session waits for: those named here, of which some may have
     * ended meanwhile, and those it submits as awaited while the stream lasts. One stream for each
     * session; a second one replaces the first.
     */
    Flow.Publisher<TaskUpdate> outcomes(String session, List<AwaitedTask> outstanding);

    /**
     * Cancels pending tasks. Running attempts are told to stop, and their end does not count.
     *
     * @return how many were pending
     */
    CompletableFuture<Integer> cancel(
            String session, TaskType type, List<TaskId> ids, String reason);

    /**
     * Has those attempts that take too long made a second time, by another executor that is free;
     * the first end of two counts (TK-6). Completes with those of the open tasks that two executors
     * have now.
     */
    CompletableFuture<List<TaskId>> speculate(String session, Stragglers stragglers);
}
