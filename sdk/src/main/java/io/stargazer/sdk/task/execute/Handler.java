package io.stargazer.sdk.task.execute;

import org.jspecify.annotations.Nullable;

/**
 * Does tasks of one type. Called on a virtual thread of its own for each attempt, many at a time;
 * it may block. A task may be done more than once, by several executors: {@link TaskContext#fence}
 * tells them apart.
 *
 * @param <P> what it is given
 * @param <R> what it returns
 */
@FunctionalInterface
public interface Handler<P extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Does it.
     *
     * @return the result, null for none: bytes, or what can be written as JSON
     * @throws NonRetryable when another attempt makes no sense
     * @throws InterruptedException when it was cancelled and heeds that
     * @throws Exception anything else fails this attempt, and there may be another
     */
    R handle(P payload, TaskContext task) throws Exception;
}
