package io.stargazer.server.task.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * How much there is of one type at the moment.
 *
 * @param pending tasks in all
 * @param ready those that wait for room
 * @param running attempts that hold a place
 * @param executors that have a handler for it
 */
public record Load(int pending, int ready, int running, int executors) {

    public static final Load NONE = new Load(0, 0, 0, 0);

    static Load of(@Nullable TypeQueue queue) {
        return queue == null
                ? NONE
                : new Load(queue.tasks.size(), queue.ready(), queue.running, queue.executors());
    }
}
