package io.stargazer.rpc.loop;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;

/**
 * Requests come in bursts: one read from a socket brings many. What is better done once for all of
 * them waits for the end of the burst.
 */
public final class Burst {

    private Burst() {}

    /**
     * On an event loop, runs the task after everything that can be read now has been read; on any
     * other thread, at once.
     */
    public static void atEnd(Runnable task) {
        EventExecutor loop = ThreadExecutorMap.currentExecutor();
        if (loop == null) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
