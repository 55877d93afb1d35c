package io.stargazer.server.console.page;

/**
 * A state as a colour and a word; never the colour alone.
 *
 * @param state gives the colour
 * @param key of the word
 */
public record Badge(State state, String key) {

    public static final Badge RUNNING = new Badge(State.RUNNING, "state.running");
    public static final Badge DEGRADED = new Badge(State.DEGRADED, "state.degraded");
    public static final Badge PROTECTED = new Badge(State.DEGRADED, "state.protected");
    public static final Badge SUSPECT = new Badge(State.DEGRADED, "state.suspect");
    public static final Badge DRAINING = new Badge(State.STOPPED, "state.draining");
    public static final Badge IDLE = new Badge(State.STOPPED, "state.idle");
    public static final Badge STOPPED = new Badge(State.STOPPED, "state.stopped");
    public static final Badge FAILED = new Badge(State.FAILED, "state.failed");

    public static final Badge UNREACHABLE = new Badge(State.FAILED, "state.unreachable");

    /** The four colours, the same on every page. */
    public enum State {
        RUNNING,
        DEGRADED,
        FAILED,
        STOPPED;

        /** The class in the style sheet. */
        public String css() {
            return switch (this) {
                case RUNNING -> "state-running";
                case DEGRADED -> "state-degraded";
                case FAILED -> "state-failed";
                case STOPPED -> "state-stopped";
            };
        }
    }

    public String css() {
        return state.css();
    }
}
