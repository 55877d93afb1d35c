package io.stargazer.sdk.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.sdk.task.submit.Submitter;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job while it is done: one virtual thread submits its parts, results are put in their places as
 * they come, and whoever brings the last one merges.
 */
final class JobRun<R extends @Nullable Object, T extends @Nullable Object>
        implements Straggling.Parts {

    /**
     * What each part is, how many may be open at a time, and when one runs twice, null for never.
     */
    record Plan<R extends @Nullable Object>(
            TaskType type,
            Class<R> result,
            TaskTerms terms,
            int window,
            @Nullable Speculation speculation) {

        Plan<R> withTerms(TaskTerms changed) {
            return new Plan<>(type, result, changed, window, speculation);
        }

        Plan<R> withWindow(int changed) {
            return new Plan<>(type, result, terms, changed, speculation);
        }

        Plan<R> withSpeculation(Speculation changed) {
            return new Plan<>(type, result, terms, window, changed);
        }
    }

    /** A part that has not ended. */
    private record Part<R extends @Nullable Object>(TaskHandle<R> handle, long sinceNs) {}

    private final Submitter submitter;
    private final Plan<R> plan;
    private final Function<List<R>, T> merge;
    private final String id;
    private final Semaphore window;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final List<Consumer<JobProgress>> listeners = new CopyOnWriteArrayList<>();
    private final List<R> results = new ArrayList<>();
    private final Map<Integer, Part<R>> open = new TreeMap<>();
    private final @Nullable Straggling straggling;
    private int parts = -1;
    private int done;
    private int failed;
    private int twice;
    private boolean isMerged;

    JobRun(Submitter submitter, Plan<R> plan, Function<List<R>, T> merge) {
        this.submitter = submitter;
        this.plan = plan;
        this.merge = merge;
        this.window = new Semaphore(plan.window());
        TaskId unique = TaskId.create(System.currentTimeMillis(), ThreadLocalRandom.current());
        this.id = "job-" + unique;
        Speculation when = plan.speculation();
        this.straggling = when == null ? null : new Straggling(submitter, plan.type(), when, this);
    }

    String id() {
        return id;
    }

    JobHandle<T> handle() {
        return new JobHandle<>(this);
    }

    CompletableFuture<T> result() {
        return result;
    }

    synchronized JobProgress progress() {
        return new JobProgress(parts, results.size(), done, failed, twice);
    }

    void listen(Consumer<JobProgress> listener) {
        listeners.add(listener);
    }

    void start(Job.Parts split) {
        parts = split.count();
        Thread.ofVirtual().name(id).start(() -> submitAll(split));
        if (straggling != null) {
            Thread watching = straggling.watch(id, result::isDone);
            result.whenComplete((value, thrown) -> LockSupport.unpark(watching));
        }
    }

    @Override
    public synchronized List<TaskId> open(double share, long beforeNs) {
        int known = parts >= 0 ? parts : results.size();
        if (done == 0 || done < share * known) {
            return List.of();
        }
        return open.values().stream()
                .filter(part -> part.sinceNs() - beforeNs < 0)
                .limit(Stragglers.MOST_NAMED)
                .map(part -> part.handle().id())
                .toList();
    }

    @Override
    public void twice(int all) {
        synchronized (this) {
            twice = all;
        }
        told();
    }

    private void submitAll(Job.Parts split) {
        try {
            int index = 0;
            while (!result.isDone() && split.payloads().hasNext()) {
                window.acquire();
                submit(index++, split.payloads().next());
            }
            submitter.send();
            synchronized (this) {
                parts = index;
            }
            told();
        } catch (RuntimeException | InterruptedException broken) {
            fail(broken);
        }
    }

    private void submit(int index, @Nullable Object payload) {
        TaskTerms terms = plan.terms();
        TaskTerms own = terms.withOptions(terms.options().withGroup(id));
        TaskHandle<R> handle =
                submitter.prepare(
                        plan.type(),
                        payload,
                        plan.result(),
                        terms.key().isEmpty() ? own : own.withKey(terms.key() + "#" + index));
        synchronized (this) {
            results.add(null);
            open.put(index, new Part<>(handle, System.nanoTime()));
        }
        submitter.send();
        handle.result().whenComplete((value, thrown) -> ended(index, value, thrown));
        if (result.isDone()) {
            handle.cancel(id + " has failed"); // meanwhile, and knew nothing of this part
        }
    }

    private void ended(int index, @Nullable R value, @Nullable Throwable thrown) {
        synchronized (this) {
            Part<R> part = open.remove(index);
            if (straggling != null && part != null && thrown == null) {
                straggling.ended(part.handle().id());
            }
            results.set(index, value);
            done += thrown == null ? 1 : 0;
            failed += thrown == null ? 0 : 1;
        }
        window.release();
        if (thrown != null) {
            Throwable cause = thrown.getCause();
            fail(thrown instanceof CompletionException && cause != null ? cause : thrown);
        }
        told();
    }

    /** Something has changed: the last part makes the result. */
    private void told() {
        JobProgress now = progress();
        try {
            listeners.forEach(listener -> listener.accept(now));
            if (isComplete()) {
                result.complete(merge.apply(values()));
            }
        } catch (RuntimeException | Error broken) {
            fail(broken);
        }
    }

    /** True once. */
    private synchronized boolean isComplete() {
        boolean isFirst = !isMerged && done == parts && !result.isDone();
        isMerged |= isFirst;
        return isFirst;
    }

    /** All are there: nothing is null but what a part returned so. */
    private synchronized List<R> values() {
        return Collections.unmodifiableList(results);
    }

    private void fail(Throwable why) {
        if (result.completeExceptionally(why)) {
            List<TaskHandle<R>> rest;
            synchronized (this) {
                rest = open.values().stream().map(Part::handle).toList();
            }
            window.release(); // whoever waits to submit the next shall see it
            submitter.cancel(rest, id + " failed: " + why.getMessage());
        }
    }

    void cancel(String reason) {
        fail(new Rejected(Status.CANCELLED, "sdk.job-cancelled", id + " was cancelled: " + reason));
    }
}
