package io.stargazer.sim.time;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened, in a hash and, for the last of it, in words. Two runs with the same hash were the
 * same run.
 */
public final class SimTrace {

    private static final int LAST_LINES = 60;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final SimClock clock;

    private record Line(long timeNs, String what) {}

    private final ArrayDeque<Line> last = new ArrayDeque<>(LAST_LINES);
    private long hash = 0xCBF29CE484222325L;

    public SimTrace(SimClock clock) {
        this.clock = clock;
    }

    public void note(String what) {
        add(clock.nowNs());
        for (int i = 0; i < what.length(); i++) {
            add(what.charAt(i));
        }
        if (last.size() == LAST_LINES) {
            last.remove();
        }
        last.add(new Line(clock.nowNs(), what));
    }

    public long hash() {
        return hash;
    }

    /** The last lines, oldest first. */
    public List<String> last() {
        List<String> lines = new ArrayList<>(last.size());
        for (Line line : last) {
            lines.add(String.format(Locale.ROOT, "%,15d us  %s", line.timeNs / 1000, line.what));
        }
        return lines;
    }

    private void add(long value) {
        hash = (hash ^ value) * FNV_PRIME;
    }
}
