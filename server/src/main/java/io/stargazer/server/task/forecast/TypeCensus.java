package io.stargazer.server.task.forecast;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many tasks of one type wait and come, by priority, submitter and deadline. One thread. */
final class TypeCensus {

    private static final int PRIORITIES = 10;
    private static final int HORIZONS = Long.SIZE;

    private final List<Map<String, Line>> lines = new ArrayList<>();
    private final long[] sizes = new long[PRIORITIES];
    private final FadingRate[] arrivals = new FadingRate[PRIORITIES];
    private final @Nullable FadingRate[][] byHorizon =
            new @Nullable FadingRate[PRIORITIES][HORIZONS];
    private long size;

    TypeCensus() {
        for (int i = 0; i < PRIORITIES; i++) {
            lines.add(new HashMap<>());
            arrivals[i] = new FadingRate();
        }
    }

    long size() {
        return size;
    }

    void add(QueueCensus.Place place, int more) {
        Line line = lines.get(place.priority()).computeIfAbsent(place.submitter(), _ -> new Line());
        line.add(place.deadlineMs(), place.submittedMs(), more);
        sizes[place.priority()] += more;
        size += more;
        if (line.size() == 0) {
            lines.get(place.priority()).remove(place.submitter());
        }
    }

    void arrived(QueueCensus.Place place, long nowMs, int more) {
        arrivals[place.priority()].add(nowMs, more);
        if (place.deadlineMs() == 0) {
            return;
        }
        int bucket = bucketOf(place.deadlineMs() - nowMs);
        FadingRate rate = byHorizon[place.priority()][bucket];
        if (rate == null) {
            rate = new FadingRate();
            byHorizon[place.priority()][bucket] = rate;
        }
        rate.add(nowMs, more);
    }

    /** How many of those that wait go before one that comes now. */
    long before(QueueCensus.Place place) {
        long before = 0;
        for (int priority = PRIORITIES - 1; priority > place.priority(); priority--) {
            before += sizes[priority];
        }
        Map<String, Line> same = lines.get(place.priority());
        Line own = same.get(place.submitter());
        long ownBefore = own == null ? 0 : own.before(place.deadlineMs());
        before += ownBefore;
        for (Line line : same.values()) {
            if (line != own) {
                before += Math.min(line.size(), ownBefore + 1);
            }
        }
        return before;
    }

    /** How many in a second come later and yet go before one that comes now. */
    double overtaking(QueueCensus.Place place, long nowMs) {
        double perSecond = 0;
        for (int priority = PRIORITIES - 1; priority > place.priority(); priority--) {
            perSecond += arrivals[priority].perSecond(nowMs);
        }
        if (place.deadlineMs() == 0) {
            return perSecond + withDeadlines(place.priority(), HORIZONS, nowMs);
        }
        // On the way to its deadline half of it is left on average.
        int bucket = bucketOf((place.deadlineMs() - nowMs) / 2);
        return perSecond + withDeadlines(place.priority(), bucket, nowMs);
    }

    private double withDeadlines(int priority, int below, long nowMs) {
        double perSecond = 0;
        for (int bucket = 0; bucket < below; bucket++) {
            FadingRate rate = byHorizon[priority][bucket];
            perSecond += rate == null ? 0 : rate.perSecond(nowMs);
        }
        return perSecond;
    }

    double perSecond(long nowMs) {
        double perSecond = 0;
        for (FadingRate each : arrivals) {
            perSecond += each.perSecond(nowMs);
        }
        return perSecond;
    }

    private static int bucketOf(long awayMs) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, awayMs));
    }

    /**
     * How often something happens in a second, of late: what happened longer ago counts less, half
     * after seven seconds. One thread.
     */
    private static final class FadingRate {

        private static final double MEMORY_MS = 10_000;

        private double sum;
        private long atMs;

        void add(long nowMs, int times) {
            fade(nowMs);
            sum += times;
        }

        double perSecond(long nowMs) {
            fade(nowMs);
            return sum * 1000 / MEMORY_MS;
        }

        private void fade(long nowMs) {
            if (nowMs > atMs) {
                sum *= Math.exp((atMs - nowMs) / MEMORY_MS);
                atMs = nowMs;
            }
        }
    }

    /**
     * How many tasks of one submitter wait within one type and priority, by deadline. Deadlines are
     * counted in steps of a 64th of how far they were away at submission, so that there are few.
     * One thread.
     */
    private static final class Line {

        private static final int STEPS_LOG = 6;

        private final TreeMap<Long, Integer> byDeadline = new TreeMap<>();
        private long size;

        long size() {
            return size;
        }

        void add(long deadlineMs, long submittedMs, int more) {
            size += more;
            if (deadlineMs > 0) {
                byDeadline.merge(step(deadlineMs, submittedMs), more, Line::sumOrNothing);
            }
        }

        @SuppressWarnings("NullAway") // a map takes null for "no entry any more"
        private static Integer sumOrNothing(Integer left, Integer right) {
            int sum = left + right;
            return sum == 0 ? null : Integer.valueOf(sum);
        }

        /** The last moment of its step: what is counted as earlier is earlier. */
        private static long step(long deadlineMs, long submittedMs) {
            long away = Math.max(1, deadlineMs - submittedMs);
            int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(away) - STEPS_LOG);
            return (deadlineMs >>> shift) << shift;
        }

        /** How many go before one that joins now with this deadline, 0 for none. */
        long before(long deadlineMs) {
            if (deadlineMs == 0) {
                return size;
            }
            long before = 0;
            for (Map.Entry<Long, Integer> entry : byDeadline.headMap(deadlineMs, true).entrySet()) {
                before += entry.getValue();
            }
            return before;
        }
    }
}
