package io.stargazer.sdk.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.sdk.task.submit.TaskHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that were submitted together. Iterating gives each as it ends, whichever ends first, and
 * waits for the next; each is given once, to whoever asks first.
 *
 * <pre>
 *   for (TaskHandle&lt;Thumbnail> ended : batch) {
 *       ended.result().whenComplete(...);   // is there, or has failed
 *   }
 * </pre>
 */
public final class TaskBatch<R extends @Nullable Object> implements Iterable<TaskHandle<R>> {

    static final int SENT_TOGETHER = 1_000;

    private final List<TaskHandle<R>> handles;
    private final BlockingQueue<TaskHandle<R>> ended = new LinkedBlockingQueue<>();

    TaskBatch(int size) {
        this.handles = new ArrayList<>(size);
    }

    void add(TaskHandle<R> handle) {
        handles.add(handle);
        handle.result().whenComplete((result, thrown) -> ended.add(handle));
    }

    public int size() {
        return handles.size();
    }

    /** In the order in which they were submitted. */
    public List<TaskHandle<R>> handles() {
        return List.copyOf(handles);
    }

    /** Each as it ends; {@code next} blocks until one does. */
    @Override
    public Iterator<TaskHandle<R>> iterator() {
        return new Iterator<>() {

            private int left = handles.size();

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public TaskHandle<R> next() {
                if (left == 0) {
                    throw new NoSuchElementException("all have ended");
                }
                try {
                    TaskHandle<R> next = ended.take();
                    left--;
                    return next;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Rejected(
                            Status.CANCELLED, "sdk.wait-interrupted", "interrupted while waiting");
                }
            }
        };
    }
}
