package io.stargazer.server.task.live;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.session.Session;
import io.stargazer.server.task.dispatch.Attempt;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.time.Timers;
import org.jspecify.annotations.Nullable;

/** An executor that has presented itself, and the stream that leads to it; the hub's own. */
final class Post {

    final String session;
    final ApplicationId application;
    final Worker worker;
    final WorkStream stream;

    /** Runs while its connection is broken and it may come back. */
    Timers.@Nullable Timer grace;

    Post(Session session, Worker worker, WorkStream stream) {
        this.session = session.id();
        this.application = session.application();
        this.worker = worker;
        this.stream = stream;
    }

    ExecutorStatus status() {
        return new ExecutorStatus(
                application,
                worker.name(),
                worker.credit(),
                worker.outstanding(),
                isBroken(),
                worker.isDraining(),
                worker.attempts().stream().map(Attempt::held).toList());
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
