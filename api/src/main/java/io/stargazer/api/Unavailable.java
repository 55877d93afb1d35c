package io.stargazer.api;

/**
 * The request was fine, the system could not serve it now. {@link Status#retry()} of {@link
 * #status()} says whether sending it again is safe.
 */
public abstract sealed class Unavailable extends Failure {

    private static final long serialVersionUID = 1L;

    private Unavailable(Status status, String code, String sentence) {
        super(status, code, sentence);
    }

    /** Another server leads; nothing was done. A retry there is safe. */
    public static final class NotLeader extends Unavailable {
        private static final long serialVersionUID = 1L;

        public NotLeader(String code, String sentence) {
            super(Status.NOT_LEADER, code, sentence);
        }
    }

    /** A queue is full; nothing was done. A retry after a pause is safe. */
    public static final class Overloaded extends Unavailable {
        private static final long serialVersionUID = 1L;

        public Overloaded(String code, String sentence) {
            super(Status.OVERLOADED, code, sentence);
        }
    }

    /**
     * Nobody can say whether it was done. Repeating it with the same id is harmless; under a new id
     * it might be done twice.
     */
    public static final class Indeterminate extends Unavailable {
        private static final long serialVersionUID = 1L;

        public Indeterminate(String code, String sentence) {
            super(Status.INDETERMINATE, code, sentence);
        }
    }

    /** The caller's time ran out; the work may still have been done. */
    public static final class DeadlineExceeded extends Unavailable {
        private static final long serialVersionUID = 1L;

        public DeadlineExceeded(String code, String sentence) {
            super(Status.DEADLINE_EXCEEDED, code, sentence);
        }
    }

    /** No connection could be made; nothing was done. A retry elsewhere is safe. */
    public static final class Unreachable extends Unavailable {
        private static final long serialVersionUID = 1L;

        public Unreachable(String code, String sentence) {
            super(Status.UNREACHABLE, code, sentence);
        }
    }
}
