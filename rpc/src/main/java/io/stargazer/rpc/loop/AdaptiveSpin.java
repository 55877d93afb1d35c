package io.stargazer.rpc.loop;

/**
 * Decides how long an event loop looks for work before it sleeps. A look that found something makes
 * it look again next time; each one in vain doubles the number of sleeps until the next try, up to
 * 1,024; each short sleep, which a look might have bridged, halves it. So two busy peers find each
 * other within a few calls, and an idle process looks a thousandth of the times that it wakes.
 * Event loop only.
 */
final class AdaptiveSpin {

    private static final int MOST_DOUBLINGS = 10;

    /** A sleep counts as short up to so many times the longest look: waking up takes its time. */
    private static final int SHORT = 4;

    private final long longestNs;
    private int vain;
    private int skip;

    AdaptiveSpin(long longestNs) {
        this.longestNs = longestNs;
    }

    /** How long to look now; 0 for not at all. */
    long nextNs() {
        if (skip > 0) {
            skip--;
            return 0;
        }
        return longestNs;
    }

    void found() {
        vain = 0;
    }

    void inVain() {
        vain = Math.min(vain + 1, MOST_DOUBLINGS);
        skip = 1 << vain;
    }

    void slept(long ns) {
        if (ns <= SHORT * longestNs) {
            skip /= 2;
        }
    }
}
