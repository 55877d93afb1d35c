package io.stargazer.server.task.live;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.session.Session;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.task.live.ExecutorStatus.RunningAttempt;
import io.stargazer.server.time.Timers;
import org.jspecify.annotations.Nullable;

/** An executor that has presented itself, and the stream that leads to it; the hub's own. */
final class Post {

    final Session session;
    final Worker worker;
    final WorkStream stream;

    /** What it was told to do with itself; null when it is to work. */
    Work.@Nullable OrderedBy order;

    /** Runs while its connection is broken and it may come back. */
    Timers.@Nullable Timer grace;

    Post(Session session, Worker worker, WorkStream stream) {
        this.session = session;
        this.worker = worker;
        this.stream = stream;
    }

    ExecutorStatus status() {
        return new ExecutorStatus(
                session,
                worker.name(),
                worker.credit(),
                worker.outstanding(),
                order == null ? Work.Order.CONTINUE : order.order(),
                isBroken(),
                worker.handled(),
                worker.attempts().stream().map(RunningAttempt::of).toList());
    }

    ApplicationId application() {
        return session.application();
    }

    boolean isBroken() {
        return grace != null;
    }

    void cancelGrace() {
        if (grace != null) {
            grace.cancel();
        }
    }
}
