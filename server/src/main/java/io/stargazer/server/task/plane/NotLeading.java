package io.stargazer.server.task.plane;

import io.stargazer.api.Unavailable;

/** What they are told who ask a server for tasks that does not give them out. */
public final class NotLeading {

    private NotLeading() {}

    /** It will in a moment; a retry is safe. */
    public static Unavailable.Overloaded yet() {
        return new Unavailable.Overloaded(
                "task.not-ready", "this server has just begun to lead: try again in a moment");
    }

    /** The leader does; a retry there is safe. */
    public static Unavailable.NotLeader failure() {
        return new Unavailable.NotLeader(
                "task.not-leader", "this server does not give out tasks: the leader does");
    }
}
