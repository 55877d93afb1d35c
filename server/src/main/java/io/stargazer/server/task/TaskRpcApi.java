package io.stargazer.server.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskContract;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.server.rpc.RpcLogin;
import io.stargazer.server.task.live.LogQuestions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Tasks over RPC: {@link TaskContract}, routes only. The streams are bound on bytes: what waits
 * when the other side is ready becomes one item.
 */
public final class TaskRpcApi {

    private static final Codec<ExecutorHello> HELLO = Codec.of(ExecutorHello.class);
    private static final Codec<Outstanding> OUTSTANDING = Codec.of(Outstanding.class);

    /** So the death of an executor is known within four seconds, and its tasks run elsewhere. */
    private static final Duration PING = Duration.ofSeconds(1);

    private final TaskService tasks;
    private final Deadlines deadlines;
    private final TaskOperations operations;
    private final LogQuestions questions;

    public TaskRpcApi(
            TaskService tasks,
            Deadlines deadlines,
            TaskOperations operations,
            LogQuestions questions) {
        this.tasks = tasks;
        this.deadlines = deadlines;
        this.operations = operations;
        this.questions = questions;
    }

    /** The last argument of {@link TaskContract#outcomes}: a list travels as a record's field. */
    public record Outstanding(List<AwaitedTask> tasks) {}

    /**
     * The part of {@link TaskContract} that is no stream. Nothing in it blocks, so it is served on
     * the event loop: a change of threads would cost more than the work.
     */
    public interface Calls {
        @NonBlocking
        CompletableFuture<List<RefusedAttempt>> ended(
                String session, TaskType type, List<EndedAttempt> attempts);

        @NonBlocking
        CompletableFuture<Boolean> report(String session, List<TaskNote> notes);

        @NonBlocking
        CompletableFuture<Boolean> logged(String session, ExecutorLog log);

        @NonBlocking
        CompletableFuture<List<Receipt>> submit(String session, Submission submission);

        @NonBlocking
        CompletableFuture<List<Receipt>> submitEphemeral(String session, Submission submission);

        @NonBlocking
        CompletableFuture<List<String>> executors(String session, TaskType type);

        @NonBlocking
        CompletableFuture<Integer> cancel(
                String session, TaskType type, List<TaskId> ids, String reason);

        @NonBlocking
        CompletableFuture<List<TaskId>> speculate(String session, Stragglers stragglers);
    }

    public void addTo(ServiceTable services) {
        services.bind(TaskContract.SERVICE, Calls.class, new Served());
        services.bindStream(TaskContract.SERVICE, "work", this::work);
        services.bindStream(TaskContract.SERVICE, "outcomes", this::outcomes);
    }

    private Flow.Publisher<EncodedItem> work(CallContext call, byte[] request) {
        Source source = new Source(request);
        try {
            String session = source.string();
            ExecutorHello hello = HELLO.read(source);
            source.expectEnd();
            Flow.Publisher<EncodedItem> work = tasks.work(RpcLogin.caller(), session, hello);
            call.peer().pingEvery(PING);
            return work;
        } catch (Malformed e) {
            throw malformed("a session and an executor", e);
        }
    }

    private Flow.Publisher<EncodedItem> outcomes(CallContext call, byte[] request) {
        Source source = new Source(request);
        try {
            String session = source.string();
            Outstanding outstanding = OUTSTANDING.read(source);
            source.expectEnd();
            return tasks.outcomes(RpcLogin.caller(), session, outstanding.tasks());
        } catch (Malformed e) {
            throw malformed("a session and tasks", e);
        }
    }

    private static Rejected malformed(String what, Malformed cause) {
        return new Rejected(
                Status.INVALID_ARGUMENT,
                "rpc.bad-payload",
                "the payload is not %s: %s".formatted(what, cause.getMessage()));
    }

    private final class Served implements Calls {

        @Override
        public CompletableFuture<List<RefusedAttempt>> ended(
                String session, TaskType type, List<EndedAttempt> attempts) {
            return tasks.ended(RpcLogin.caller(), session, type, attempts);
        }

        @Override
        public CompletableFuture<Boolean> report(String session, List<TaskNote> notes) {
            return CompletableFuture.completedFuture(
                    tasks.report(RpcLogin.caller(), session, notes));
        }

        @Override
        public CompletableFuture<Boolean> logged(String session, ExecutorLog log) {
            questions.answered(RpcLogin.caller(), session, log);
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletableFuture<List<Receipt>> submit(String session, Submission submission) {
            return deadlines.submit(RpcLogin.caller(), session, Offer.durable(submission));
        }

        @Override
        public CompletableFuture<List<Receipt>> submitEphemeral(
                String session, Submission submission) {
            return deadlines.submit(RpcLogin.caller(), session, Offer.ephemeral(submission));
        }

        @Override
        public CompletableFuture<List<String>> executors(String session, TaskType type) {
            return CompletableFuture.completedFuture(operations.executors(RpcLogin.caller(), type));
        }

        @Override
        public CompletableFuture<Integer> cancel(
                String session, TaskType type, List<TaskId> ids, String reason) {
            return operations.cancel(RpcLogin.caller(), type, ids, reason);
        }

        @Override
        public CompletableFuture<List<TaskId>> speculate(String session, Stragglers stragglers) {
            return operations.speculate(RpcLogin.caller(), stragglers);
        }
    }
}
