package io.stargazer.bench;

/**
 * How much is to be measured.
 *
 * @param rounds of each case
 * @param seconds that one measurement of a rate or a latency takes, where a case has no time of its
 *     own
 * @param onlyCase the one case to measure, empty for all
 * @param onlySubject the one subject to measure, empty for all
 */
public record Plan(int rounds, double seconds, String onlyCase, String onlySubject) {

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
