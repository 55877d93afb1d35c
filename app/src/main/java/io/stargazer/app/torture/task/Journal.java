package io.stargazer.app.torture.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What submitters were told, in memory: which tasks were accepted, and how they ended. A task that
 * is asked for again must have ended as it did before. Thread-safe.
 */
final class Journal {

    private static final long UNKNOWN = 0;
    private static final long ACCEPTED = -1;
    private static final long DEAD = -2;

    /** By number: one of the above, or the fence of the attempt whose result counts. */
    private long[] known = new long[1024];

    private int last;
    private int accepted;
    private int ended;
    private int dead;
    private @Nullable String contradiction;

    /**
     * {@code accepted 7}, {@code ended 7 1234}, {@code dead 7}, or {@code lost 7 WHY}. Anything
     * else is what a process logs.
     */
    synchronized void hear(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "accepted" -> accepted(Integer.parseInt(words[1]));
            case "ended" -> ended(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "dead" -> ended(Integer.parseInt(words[1]), DEAD);
            case "lost" -> contradict("task %s is lost: %s".formatted(words[1], words[2]));
            default -> {}
        }
    }

    private void accepted(int number) {
        if (number >= known.length) {
            known = Arrays.copyOf(known, Math.max(2 * known.length, number + 1));
        }
        last = Math.max(last, number);
        if (known[number] == UNKNOWN) {
            known[number] = ACCEPTED;
            accepted++;
        }
    }

    private void ended(int number, long how) {
        accepted(number);
        if (known[number] == ACCEPTED) {
            known[number] = how;
            ended++;
            dead += how == DEAD ? 1 : 0;
        } else if (known[number] != how) {
            contradict(
                    "task %d has ended twice: %s, and %s"
                            .formatted(number, word(known[number]), word(how)));
        }
    }

    private static String word(long how) {
        return how == DEAD ? "as a dead letter" : "with the result of fence " + how;
    }

    private void contradict(String story) {
        if (contradiction == null) {
            contradiction = story;
        }
    }

    /** The greatest number that was heard of. */
    synchronized int last() {
        return last;
    }

    synchronized int accepted() {
        return accepted;
    }

    synchronized int ended() {
        return ended;
    }

    /** How many of those that ended are dead letters. */
    synchronized int dead() {
        return dead;
    }

    /** Those that were accepted and have not ended. */
    synchronized List<Integer> open() {
        List<Integer> open = new ArrayList<>();
        for (int number = 0; number <= last; number++) {
            if (known[number] == ACCEPTED) {
                open.add(number);
            }
        }
        return open;
    }

    /** Those that ended last, by their numbers; so many at most. */
    synchronized List<Integer> endedBefore(int most) {
        List<Integer> some = new ArrayList<>();
        for (int number = last; number >= 0 && some.size() < most; number--) {
            if (known[number] != UNKNOWN && known[number] != ACCEPTED) {
                some.add(number);
            }
        }
        return some;
    }

    /** Whether it was accepted, as far as anybody knows. */
    synchronized boolean isAccepted(int number) {
        return number < known.length && known[number] != UNKNOWN;
    }

    /** The fence of its result; 0 or less when it has none. */
    synchronized long fenceOf(int number) {
        return known[number];
    }

    /** The first thing that cannot be; null for none. */
    synchronized @Nullable String contradiction() {
        return contradiction;
    }
}
