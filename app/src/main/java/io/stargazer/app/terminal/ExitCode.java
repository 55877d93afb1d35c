package io.stargazer.app.terminal;

import io.stargazer.api.Status;

/**
 * Every status the program exits with; scripts and init systems rely on the numbers, which never
 * change. {@code docs/cli.md} lists the same table, checked by a test. 1 to 9 say how a request
 * ended, 10 and above why a server did not start or had to stop.
 */
public enum ExitCode {
    OK(0, "it was done"),
    FAILED(1, "it was tried and failed"),
    USAGE(2, "the command or one of its values is wrong"),
    NOT_FOUND(3, "what was named does not exist"),
    REFUSED(4, "not logged in, or not allowed"),
    UNREACHABLE(5, "the server cannot be reached or cannot serve now; nothing was done"),
    TIMED_OUT(6, "no answer in time; it may have been done"),
    CONFLICT(7, "it contradicts what exists already"),
    NO_JDK(10, "no JDK 25 or newer on this machine"),
    PORT_IN_USE(11, "another program listens on the port"),
    DATA_LOCKED(12, "another process uses the data directory"),
    DATA_DAMAGED(13, "a file in the data directory, or a backup, is damaged"),
    DISK_FULL(14, "no space left in the data directory, or for a backup"),
    CONFIGURATION_WRONG(15, "the configuration has an unknown key or an illegal value"),
    DATA_UNUSABLE(
            16, "the data directory, or a backup, cannot be written or is of a newer version"),
    DISK_FAILED(17, "the disk refused a write; the server stopped rather than pretend"),
    NOT_ADMITTED(18, "the cluster that the server was told to join does not take it"),
    INTERRUPTED(130, "Ctrl-C");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The status of the process, 0 to 255. */
    public int number() {
        return number;
    }

    /** In a few words, for the documentation. */
    public String meaning() {
        return meaning;
    }

    /** The exit status of a request that ended so. */
    public static ExitCode of(Status status) {
        return switch (status) {
            case OK -> OK;
            case INVALID_ARGUMENT -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case UNAUTHENTICATED, PERMISSION_DENIED -> REFUSED;
            case UNREACHABLE, OVERLOADED, NOT_LEADER -> UNREACHABLE;
            case DEADLINE_EXCEEDED, INDETERMINATE -> TIMED_OUT;
            case CONFLICT -> CONFLICT;
            case TOO_LARGE, UNIMPLEMENTED, CANCELLED, FAULTED -> FAILED;
        };
    }
}
