package io.stargazer.server.log;

/** What the logs of two servers ask of each other. */
public enum PeerCall {
    /** A candidate wants a vote. */
    VOTE("vote"),
    /** The leader sends entries, or nothing as a sign of life. */
    APPEND("append"),
    /** The leader says that it no longer has the entries that the other needs. */
    CATCH_UP("catch-up"),
    /** The leader wants the other to take over. */
    TAKE_OVER("take-over"),
    /** The leader seems to be gone: is it? */
    GONE("gone"),
    /** A part of the newest snapshot, please. */
    SNAPSHOT("snapshot");

    private final String method;

    PeerCall(String method) {
        this.method = method;
    }

    /** The method of the RPC service that carries it. */
    public String method() {
        return method;
    }
}
