package io.stargazer.server.task.forecast;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Plays a {@link Scene} forward, one future after the other. Long queues are served in leaps: only
 * what is near an asked task is played task by task. With very many places, one of the future
 * stands for several. Times are microseconds from now. One thread.
 */
final class Rehearsal {

    static final int MOST_PLACES = 64;

    private static final int FREE = -1;
    private static final int MOST_LEAPS = 30;
    private static final int MOST_STEPS_EACH = 48;

    /** As far as can be seen, 30 days: when more comes before a task than can be done. */
    static final double HORIZON = 30 * 24 * 3600 * 1e6;

    private final Scene scene;
    private final RandomGenerator random;
    private final double scale;
    private final Crowd crowd;
    private final double[] freeAt;
    private final int[] holder;
    private final double startGap;
    private double now;
    private double mayStart;
    private long steps;

    Rehearsal(Scene scene, RandomGenerator random) {
        this.scene = scene;
        this.random = random;
        int places = Math.clamp(scene.places(), 1, MOST_PLACES);
        scale = Math.max(1.0, (double) scene.places() / places);
        crowd = new Crowd(scene, scale, random);
        freeAt = new double[places];
        holder = new int[places];
        int starts = scene.own().startsPerSecond();
        startGap = starts == 0 ? 0 : 1e6 * scale / starts;
    }

    /**
     * One future.
     *
     * @param positions of the asked tasks behind what waits now, ascending: 0 for the next one
     * @return when each of them is done
     */
    double[] play(int[] positions) {
        reset(positions[0]);
        double[] ends = new double[positions.length];
        for (int i = 0; i < ends.length; i++) {
            if (i > 0) {
                crowd.ownJoin(Math.round((positions[i] - positions[i - 1] - 1) / scale));
            }
            ends[i] = untilAskedEnds();
        }
        return ends;
    }

    private void reset(long ownMore) {
        crowd.reset(ownMore);
        now = 0;
        mayStart = 0;
        Arrays.fill(freeAt, 0);
        Arrays.fill(holder, FREE);
        int running = scene.running().size();
        int held = (int) Math.min(freeAt.length, Math.round(running / scale));
        for (int i = 0; i < held; i++) {
            Scene.RunningAttempt attempt = scene.running().get((int) ((long) i * running / held));
            Durations durations = scene.stream(attempt.stream()).durations();
            freeAt[i] = durations.remaining(attempt.elapsedMicros(), random);
            holder[i] = attempt.stream();
            crowd.begin(attempt.stream());
        }
    }

    private double untilAskedEnds() {
        int servers = Math.min(freeAt.length, crowd.ownAtOnce());
        int near = freeAt.length + 8;
        for (int leaps = 0; leaps < MOST_LEAPS; leaps++) {
            long leap = (crowd.ownWaiting() - near) / servers * servers;
            if (leap <= 0) {
                break;
            }
            leap(leap);
        }
        for (int left = MOST_STEPS_EACH * near; left > 0; left--) {
            double end = step();
            if (!Double.isNaN(end)) {
                return end;
            }
        }
        return HORIZON;
    }

    /** How much was played so far. */
    long steps() {
        return steps;
    }

    private void leap(long own) {
        double takes = Math.max(crowd.serve(own, freeAt.length), own * startGap);
        now += takes;
        mayStart += takes;
        for (int i = 0; i < freeAt.length; i++) {
            freeAt[i] += takes;
        }
    }

    /** Goes on by one thing that happens; the end of the asked task if it was its beginning. */
    private double step() {
        steps++;
        int place = firstFree();
        now = Math.max(now, freeAt[place]);
        if (holder[place] != FREE) {
            crowd.end(holder[place]);
            holder[place] = FREE;
        }
        crowd.until(now);
        int stream = crowd.next();
        if (stream < 0) {
            freeAt[place] = nextChange();
            return Double.NaN;
        }
        double start = stream == 0 ? Math.max(now, mayStart) : now;
        if (stream == 0) {
            mayStart = start + startGap;
        }
        holder[place] = stream;
        crowd.begin(stream);
        if (crowd.leave(stream)) {
            freeAt[place] = start + crowd.work(stream);
            return Double.NaN;
        }
        freeAt[place] = start + scene.own().durations().draw(random);
        return freeAt[place] + retries();
    }

    /** The place that is free first; of several, one whose attempt ends then. */
    private int firstFree() {
        int first = 0;
        for (int i = 1; i < freeAt.length; i++) {
            boolean isSame = freeAt[i] == freeAt[first];
            if (freeAt[i] < freeAt[first] || (isSame && holder[first] == FREE)) {
                first = i;
            }
        }
        return first;
    }

    private double nextChange() {
        double next = crowd.nextArrival();
        for (int i = 0; i < freeAt.length; i++) {
            if (holder[i] != FREE) {
                next = Math.min(next, freeAt[i]);
            }
        }
        return next;
    }

    /** What it takes longer because the first attempt of the asked task, and others, fail. */
    private double retries() {
        Durations durations = scene.own().durations();
        double longer = 0;
        double pause = scene.retry().firstPauseMicros();
        for (int attempt = 1; attempt < scene.retry().attempts(); attempt++) {
            if (random.nextDouble() >= durations.failing()) {
                break;
            }
            longer += pause + durations.draw(random);
            pause = Math.min(2 * pause, scene.retry().longestPauseMicros());
        }
        return longer;
    }
}
