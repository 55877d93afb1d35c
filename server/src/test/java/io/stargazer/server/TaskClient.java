package io.stargazer.server;

import io.stargazer.api.Failure;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.session.SessionContract;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskContract;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An application that speaks the contract of tasks by hand, on one connection. */
public final class TaskClient implements AutoCloseable {

    static final TaskType RESIZE = new TaskType("default", "resize");

    private static final long PATIENCE_S = 20;

    /** Which session it says that it is. */
    String session;

    final TaskContract tasks;
    private final RpcClient client = new RpcClient();
    private final RpcConnection connection;

    private TaskClient(int port, String application, String secret, String session)
            throws Exception {
        this.session = session;
        Sink words = new Sink();
        words.string(application);
        words.string(secret);
        Credential credential = new Credential(SessionContract.SECRET_CREDENTIAL, words.toArray());
        connection =
                client.connect(new Address("127.0.0.1", port), () -> credential)
                        .get(PATIENCE_S, TimeUnit.SECONDS);
        tasks = proxy(TaskContract.class, TaskContract.SERVICE);
        proxy(SessionContract.class, SessionContract.SERVICE)
                .open(session, "test")
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Makes an application of this name in the default namespace, and connects as it. */
    static TaskClient newcomer(RunningServer server, String name) throws Exception {
        String secret = secretOf(server, name);
        return new TaskClient(server.port(), "default/" + name, secret, "s-" + name);
    }

    static String secretOf(RunningServer server, String name) throws Exception {
        return server.post(
                        "/api/v1/applications",
                        "{\"namespace\":\"default\",\"name\":\"" + name + "\"}")
                .json()
                .path("secret")
                .asText();
    }

    /** One more connection of an application. */
    static TaskClient connect(RunningServer server, String name, String secret, String session)
            throws Exception {
        return new TaskClient(server.port(), "default/" + name, secret, session);
    }

    /** Through something that listens on another port than the server. */
    public static TaskClient through(int port, String name, String secret, String session)
            throws Exception {
        return new TaskClient(port, "default/" + name, secret, session);
    }

    private <T> T proxy(Class<T> contract, String service) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }

    /** Executes tasks of the type. */
    public Heard<Work> work(String name, TaskType type, int credit, HeldAttempt... held) {
        ExecutorHello hello =
                new ExecutorHello(
                        name,
                        List.of(new ExecutorHello.HandledType(type, credit)),
                        credit,
                        List.of(held));
        return work(hello);
    }

    /** The same, again and again until it is let in. */
    Heard<Work> insist(String name, TaskType type, int credit) throws Exception {
        Heard<Work> heard = work(name, type, credit);
        while (heard.isRefused()) {
            heard = work(name, type, credit);
        }
        return heard;
    }

    Heard<Work> work(ExecutorHello hello) {
        Heard<Work> heard = new Heard<>();
        tasks.work(session, hello).subscribe(heard);
        return heard;
    }

    /** Waits for tasks: these, and those that it submits from now on. */
    Heard<TaskUpdate> outcomes(AwaitedTask... outstanding) {
        Heard<TaskUpdate> heard = new Heard<>();
        tasks.outcomes(session, List.of(outstanding)).subscribe(heard);
        return heard;
    }

    List<Receipt> submit(TaskType type, NewTask... requests) throws Exception {
        Submission submission =
                new Submission(type, List.of(requests), Submission.Late.ACCEPT, "", true);
        return get(tasks.submit(session, submission));
    }

    /** The same of tasks that are in no log. */
    CompletableFuture<List<Receipt>> submitEphemeral(TaskType type, NewTask... requests) {
        return tasks.submitEphemeral(
                session, new Submission(type, List.of(requests), Submission.Late.ACCEPT, "", true));
    }

    List<RefusedAttempt> succeed(Assignment assignment, String result) throws Exception {
        return end(
                assignment,
                new AttemptEnd.Succeeded(Bytes.of(result.getBytes(StandardCharsets.UTF_8))));
    }

    public List<RefusedAttempt> end(Assignment assignment, AttemptEnd end) throws Exception {
        EndedAttempt ended =
                new EndedAttempt(
                        assignment.request().id(), assignment.fence(), "e1", end, List.of());
        return get(tasks.ended(session, assignment.type(), List.of(ended)));
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    /** What a call that must fail failed with. */
    static Failure failureOf(CompletableFuture<?> future) throws Exception {
        try {
            Object answer = get(future);
            throw new AssertionError("it must fail, but answered " + answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                return failure;
            }
            throw e;
        }
    }

    /** Breaks the connection, as a process does that dies. */
    void die() {
        client.close();
    }

    @Override
    public void close() {
        die();
    }

    /** What comes on a stream. */
    public static final class Heard<T> implements Flow.Subscriber<T> {

        private final BlockingQueue<T> items = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        private final CompletableFuture<Void> completed = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            items.add(item);
            begun.complete(null);
        }

        @Override
        public void onError(Throwable thrown) {
            failure.complete(thrown);
            begun.complete(null);
        }

        @Override
        public void onComplete() {
            completed.complete(null);
        }

        /** The next item, which must come. */
        public T next() throws InterruptedException {
            T item = items.poll(PATIENCE_S, TimeUnit.SECONDS);
            if (item == null) {
                throw new AssertionError(
                        "nothing came; the stream failed: " + failure.getNow(null));
            }
            return item;
        }

        /** Waits for the first item or the refusal; whether it was the latter. */
        boolean isRefused() throws Exception {
            get(begun);
            return failure.isDone();
        }

        /** Whether nothing has come that was not taken. */
        boolean isQuiet() {
            return items.isEmpty();
        }

        void awaitEnd() throws Exception {
            get(completed);
        }

        Failure failure() throws Exception {
            return (Failure) get(failure);
        }
    }
}
