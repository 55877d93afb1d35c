package io.stargazer.server.task.forecast;

import java.util.List;

/**
 * What a forecast begins with. The tasks of the asked type that go before the asked one, and those
 * of other types, take turns at the places.
 *
 * @param own the type that is asked about; what waits and comes is what goes before the asked task
 * @param rivals the other types that want the same places
 * @param places how many attempts may run at a time in all
 * @param running the attempts that run now
 * @param retry how tasks of the asked type are tried again
 */
record Scene(
        Stream own, List<Stream> rivals, int places, List<RunningAttempt> running, Retrying retry) {

    Scene {
        rivals = List.copyOf(rivals);
        running = List.copyOf(running);
    }

    /**
     * The tasks of a type.
     *
     * @param durations how long they take
     * @param waiting how many wait now
     * @param perSecond how many more come in a second
     * @param atOnce how many of them may run at a time
     * @param startsPerSecond how many attempts may begin in a second, 0 for any number
     */
    record Stream(
            Durations durations, long waiting, double perSecond, int atOnce, int startsPerSecond) {

        Stream(Durations durations, long waiting) {
            this(durations, waiting, 0, Integer.MAX_VALUE, 0);
        }
    }

    /**
     * An attempt that runs.
     *
     * @param stream of which type: 0 for the own one, then the rivals in order
     * @param elapsedMicros for how long
     */
    record RunningAttempt(int stream, double elapsedMicros) {}

    /** How many attempts a task has, and the pause after the first and the longest one. */
    record Retrying(int attempts, double firstPauseMicros, double longestPauseMicros) {
        static final Retrying NEVER = new Retrying(1, 0, 0);
    }

    int streams() {
        return 1 + rivals.size();
    }

    Stream stream(int index) {
        return index == 0 ? own : rivals.get(index - 1);
    }
}
