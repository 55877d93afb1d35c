package io.stargazer.server.log;

/**
 * The server must not start with this data directory. The message is one sentence for people, with
 * the file it is about; {@link #reason()} is for the program, which maps it to an exit code
 * (feature CL-6). A retry is useless until somebody has changed something.
 */
public final class StartRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, in one word. */
    public enum Reason {
        /** Another process works on the directory. */
        IN_USE,
        /** Not a directory, not creatable or not writable. */
        NOT_USABLE,
        /** Written by a newer version of this program. */
        NEWER_VERSION,
        /** Belongs to a server with another id. */
        FOREIGN,
        /** A file is damaged in a way that might have lost acknowledged entries. */
        DAMAGED,
        /** Too little space left to run. */
        DISK_FULL,
        /** The cluster that it was told to join does not take it. */
        NOT_ADMITTED,
        /** What it was told to use, such as its certificates, cannot be used. */
        MISCONFIGURED,
        /** Reading or opening failed otherwise; the cause says how. */
        FAILED
    }

    private final Reason reason;

    public StartRefused(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public StartRefused(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
