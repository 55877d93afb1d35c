package io.stargazer.bench;

/**
 * How much is to be measured.
 *
 * @param rounds of each case
 * @param seconds that one measurement of a rate or a latency takes, where a case has no time of its
 *     own
 * @param onlyCase the one case to measure, empty for all
 * @param onlySubject the one subject to measure, empty for all
 * @param scale of the cases whose size may be chosen
 */
public record Plan(int rounds, double seconds, String onlyCase, String onlySubject, Scale scale) {

    /**
     * How large some cases are.
     *
     * @param objects registered before a restart
     * @param kills of a leader in one round
     */
    public record Scale(int objects, int kills) {

        public static final Scale FULL = new Scale(1_000_000, 20);

        public Scale {
            if (objects < 1 || kills < 1) {
                throw new IllegalArgumentException("there must be at least one of everything");
            }
        }
    }

    /** A plan of full size. */
    public Plan(int rounds, double seconds, String onlyCase, String onlySubject) {
        this(rounds, seconds, onlyCase, onlySubject, Scale.FULL);
    }

    public Plan {
        if (rounds < 1) {
            throw new IllegalArgumentException("there must be at least one round");
        }
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("a measurement must take some time");
        }
    }

    /** Whether the case is to be measured. */
    public boolean wants(String name) {
        return onlyCase.isEmpty() || onlyCase.equals(name);
    }

    /** Whether the subject is to be measured. */
    public boolean includes(String subject) {
        return onlySubject.isEmpty() || onlySubject.equals(subject);
    }
}
