package io.stargazer.server.backup;

/**
 * A backup cannot be used, or not there. The message is one sentence for people with the file it is
 * about; {@link #reason()} is for the program, which maps it to an exit status. Nothing was
 * written.
 */
public final class BackupRefused extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why, in one word. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** The file is something else. */
        FOREIGN,
        /** Cut off, or changed since it was written. */
        DAMAGED,
        /** Written by a newer version of this program. */
        NEWER_VERSION,
        /** The folder to restore to has something in it. */
        OCCUPIED,
        /** There is no space left for it. */
        DISK_FULL,
        /** It cannot be written for another reason. */
        NOT_WRITABLE
    }

    private final Reason reason;

    public BackupRefused(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    private BackupRefused(Reason reason, String sentence, Throwable cause) {
        super(sentence, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What cannot be read although it is whole. */
    static BackupRefused newer(String sentence, Throwable cause) {
        return new BackupRefused(Reason.NEWER_VERSION, sentence, cause);
    }

    /** What could not be written, full disks apart from the rest. */
    public static BackupRefused notWritten(Object path, Throwable cause) {
        boolean isFull = false;
        for (Throwable t = cause; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            isFull |=
                    message.contains("No space left on device")
                            || message.contains("Disk quota exceeded");
        }
        return isFull
                ? new BackupRefused(Reason.DISK_FULL, "the disk of " + path + " is full", cause)
                : new BackupRefused(
                        Reason.NOT_WRITABLE,
                        path + " cannot be written: " + cause.getMessage(),
                        cause);
    }
}
