package io.stargazer.server.task.live;

import io.stargazer.api.Unavailable;

/** What they are told who ask a server for tasks that does not give them out. */
public final class NotLeading {

    private NotLeading() {}

    /** The leader does; a retry there is safe. */
    public static Unavailable.NotLeader failure() {
        return new Unavailable.NotLeader(
                "task.not-leader", "this server does not give out tasks: the leader does");
    }
}
