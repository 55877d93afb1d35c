package io.stargazer.rpc.server;

import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.limit.AdaptiveLimit;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Where handlers run that may block, and how many at once (RP-6). One for all connections of a
 * server.
 *
 * @param threads one for each task; also for authenticators
 */
record Workers(Executor threads, AdaptiveLimit limit) {

    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().name("rpc-call").factory();

    /** Each handler on a virtual thread of its own. */
    static Workers of(RpcLimits limits) {
        return new Workers(
                task -> VIRTUAL.newThread(task).start(),
                new AdaptiveLimit(limits.handlers(), System.nanoTime()));
    }
}
