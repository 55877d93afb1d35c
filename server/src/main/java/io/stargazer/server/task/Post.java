package io.stargazer.server.task;

import io.stargazer.api.identity.ApplicationId;
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

    Post(String session, ApplicationId application, Worker worker, WorkStream stream) {
        this.session = session;
        this.application = application;
        this.worker = worker;
        this.stream = stream;
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
