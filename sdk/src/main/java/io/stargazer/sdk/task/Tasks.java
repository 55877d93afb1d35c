package io.stargazer.sdk.task;

import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.sdk.task.execute.AnnotatedHandlers;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.ExecutorStatus;
import io.stargazer.sdk.task.execute.Handler;
import io.stargazer.sdk.task.execute.HandlerTerms;
import io.stargazer.sdk.task.execute.TaskExecutor;
import io.stargazer.sdk.task.log.OwnLog;
import io.stargazer.sdk.task.sql.SqlBatch;
import io.stargazer.sdk.task.sql.SqlWork;
import io.stargazer.sdk.task.submit.Submitter;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import io.stargazer.sdk.task.wire.TaskLine;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an application does with tasks: does them, and has them done. Types are of its namespace.
 * Payloads and results are {@code byte[]}, or what can be written as JSON. Thread-safe.
 *
 * <pre>
 *   tasks.execute("resize", Picture.class, (picture, task) -> shrink(picture));
 *
 *   Thumbnail one = tasks.run("resize", picture, Thumbnail.class);
 *   TaskHandle&lt;Thumbnail> later = tasks.submit("resize", picture, Thumbnail.class);
 * </pre>
 */
public final class Tasks implements AutoCloseable {

    private final TaskLine line;
    private final String namespace;
    private ExecutorOptions options = ExecutorOptions.usual();
    private @Nullable TaskExecutor executor;
    private @Nullable Submitter submitter;

    /** Made by {@code Stargazer.tasks()}. */
    public Tasks(TaskLine line, String namespace) {
        this.line = line;
        this.namespace = namespace;
    }

    /**
     * Says how this process does tasks, before it has a handler.
     *
     * @throws IllegalStateException when it has one
     */
    public synchronized Tasks executing(ExecutorOptions changed) {
        if (executor != null) {
            throw new IllegalStateException("say that before the first handler is given");
        }
        options = changed;
        return this;
    }

    /** Does tasks of this type from now on: see {@link Handler}. */
    public <P> Tasks execute(
            String type, Class<P> payload, Handler<? super P, ? extends @Nullable Object> handler) {
        return execute(type, payload, handler, HandlerTerms.DEFAULT);
    }

    /**
     * Does tasks of this type from now on, until this is closed.
     *
     * @param payload what the handler takes; {@code Void.class} when it takes nothing
     * @throws IllegalStateException when the type has a handler here
     */
    public <P> Tasks execute(
            String type,
            Class<P> payload,
            Handler<? super P, ? extends @Nullable Object> handler,
            HandlerTerms terms) {
        executor().handle(type(type), payload, handler, terms);
        return this;
    }

    /**
     * Does the tasks that the methods of an object are marked for, see {@link
     * io.stargazer.sdk.task.execute.TaskHandler}.
     *
     * @throws IllegalArgumentException when none is marked, or one takes something else
     */
    public Tasks execute(Object handlers) {
        for (AnnotatedHandlers each : AnnotatedHandlers.of(handlers)) {
            executor().handle(type(each.type()), each.payload(), each.handler(), each.terms());
        }
        return this;
    }

    /** Does the batches that a data source is there for (TK-13). */
    public Tasks execute(SqlWork work) {
        return execute(work.type(), SqlBatch.class, work.handler(), work.terms());
    }

    /** What this process does as an executor at this moment. */
    public ExecutorStatus status() {
        return executor().status();
    }

    /**
     * What this process writes as an executor, for who asks for it from afar (TK-9): the last
     * lines. What {@link OwnLog#add} and loggers with its {@link OwnLog#handler} write is among
     * them.
     */
    public OwnLog log() {
        return executor().log();
    }

    /** Submits as {@link TaskTerms#DEFAULT}. */
    public <R> TaskHandle<R> submit(String type, @Nullable Object payload, Class<R> result) {
        return submit(type, payload, result, TaskTerms.DEFAULT);
    }

    /**
     * Submits a task. Returns at once; the handle tells when it is accepted and how it ends.
     *
     * @param result what its handler returns; {@code Void.class} when nothing
     * @throws io.stargazer.api.Unavailable.Overloaded {@code sdk.too-many-tasks} when too many that
     *     were submitted here wait to be accepted or to be done
     * @throws io.stargazer.api.Rejected when a name or the terms are not legal, or the payload is
     *     over 1 MiB or cannot be written
     */
    public <R> TaskHandle<R> submit(
            String type, @Nullable Object payload, Class<R> result, TaskTerms terms) {
        return submitter().submit(type(type), payload, result, terms);
    }

    /** Submits a task whose end this process does not wait for. */
    public CompletableFuture<Receipt> submitOnly(
            String type, @Nullable Object payload, TaskTerms terms) {
        return submitter().submitOnly(type(type), payload, terms);
    }

    /**
     * Submits many tasks of a type together; while too many are open it waits.
     *
     * @param terms of each; without a key
     */
    public <R> TaskBatch<R> submitAll(
            String type, Collection<?> payloads, Class<R> result, TaskTerms terms) {
        if (!terms.key().isEmpty()) {
            throw new IllegalArgumentException("many tasks under one key would be one task");
        }
        TaskBatch<R> batch = new TaskBatch<>(payloads.size());
        for (Object payload : payloads) {
            batch.add(submitter().prepare(type(type), payload, result, terms));
            if (batch.size() % TaskBatch.SENT_TOGETHER == 0) {
                submitter().send();
            }
        }
        submitter().send();
        return batch;
    }

    /**
     * Has something done once by each executor that has a handler for the type at this moment
     * (TK-11): a task for each, which no other does. Blocks until a server has named them; the
     * batch is empty when there is none. A task whose executor goes away waits until it is back, or
     * for its deadline.
     *
     * @param terms of each; a key is made another for each executor
     */
    public <R> TaskBatch<R> broadcast(
            String type, @Nullable Object payload, Class<R> result, TaskTerms terms) {
        List<String> executors = submitter().executors(type(type), terms.patience());
        TaskBatch<R> batch = new TaskBatch<>(executors.size());
        for (String executor : executors) {
            TaskTerms own = terms.withExecutor(executor);
            batch.add(submitter().prepare(type(type), payload, result, own));
        }
        submitter().send();
        return batch;
    }

    /** Has a task done and waits for the result: fails as {@link TaskHandle#result} does. */
    public <R> R run(String type, @Nullable Object payload, Class<R> result) {
        return submit(type, payload, result).await();
    }

    /**
     * A job: parts that are tasks of this type, and what is made of their results (TK-6).
     *
     * @param result what the handler returns for a part
     */
    public <R> Job<R> job(String type, Class<R> result) {
        return new Job<>(submitter(), type(type), result);
    }

    private TaskType type(String name) {
        return new TaskType(namespace, name);
    }

    private synchronized TaskExecutor executor() {
        TaskExecutor known = executor;
        if (known == null) {
            known = new TaskExecutor(line, options);
            executor = known;
        }
        return known;
    }

    private synchronized Submitter submitter() {
        Submitter known = submitter;
        if (known == null) {
            known = new Submitter(line);
            submitter = known;
        }
        return known;
    }

    /**
     * Takes no more tasks, finishes those that were begun within the patience of the options, and
     * waits for no result any more.
     */
    @Override
    public void close() {
        TaskExecutor executing;
        Submitter submitting;
        synchronized (this) {
            executing = executor;
            submitting = submitter;
        }
        if (executing != null) {
            executing.close();
        }
        if (submitting != null) {
            submitting.close();
        }
    }
}
