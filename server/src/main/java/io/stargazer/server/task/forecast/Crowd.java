package io.stargazer.server.task.forecast;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The tasks of all types of a {@link Scene} in one future: how many wait, and when the next one
 * comes. Times are microseconds from now. One thread.
 */
final class Crowd {

    private final Scene scene;
    private final double scale;
    private final RandomGenerator random;
    private final double[] perMicro;
    private final int[] atOnce;
    private final long[] waiting;
    private final int[] running;
    private final double[] nextArrival;
    private int turn;

    /**
     * A crowd.
     *
     * @param scale each place of the future stands for so many
     */
    Crowd(Scene scene, double scale, RandomGenerator random) {
        this.scene = scene;
        this.scale = scale;
        this.random = random;
        int streams = scene.streams();
        perMicro = new double[streams];
        atOnce = new int[streams];
        waiting = new long[streams];
        running = new int[streams];
        nextArrival = new double[streams];
        for (int i = 0; i < streams; i++) {
            perMicro[i] = scene.stream(i).perSecond() / scale / 1e6;
            atOnce[i] = (int) Math.max(1, scene.stream(i).atOnce() / scale);
        }
    }

    /** The beginning again; so many own tasks more go before the asked one. */
    void reset(long ownMore) {
        Arrays.fill(running, 0);
        turn = 0;
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = Math.round((scene.stream(i).waiting() + (i == 0 ? ownMore : 0)) / scale);
            nextArrival[i] = Double.POSITIVE_INFINITY;
            if (perMicro[i] > 0) {
                nextArrival[i] = random.nextExponential() / perMicro[i];
            }
        }
    }

    int streams() {
        return waiting.length;
    }

    long ownWaiting() {
        return waiting[0];
    }

    void ownJoin(long more) {
        waiting[0] += more;
    }

    int ownAtOnce() {
        return atOnce[0];
    }

    void begin(int stream) {
        running[stream]++;
    }

    void end(int stream) {
        running[stream]--;
    }

    /** Lets those come that come by a time. */
    void until(double now) {
        for (int i = 0; i < waiting.length; i++) {
            while (nextArrival[i] <= now) {
                waiting[i]++;
                nextArrival[i] += random.nextExponential() / perMicro[i];
            }
        }
    }

    double nextArrival() {
        double next = Double.POSITIVE_INFINITY;
        for (double each : nextArrival) {
            next = Math.min(next, each);
        }
        return next;
    }

    /**
     * Whose turn it is: types with waiting tasks take turns; the asked task itself waits, too.
     *
     * @return the number of a stream, -1 when nobody may begin
     */
    int next() {
        for (int i = 1; i <= waiting.length; i++) {
            int stream = (turn + i) % waiting.length;
            boolean isWaiting = stream == 0 || waiting[stream] > 0;
            if (isWaiting && running[stream] < atOnce[stream]) {
                turn = stream;
                return stream;
            }
        }
        return -1;
    }

    /** One of the stream goes to its place; false when it was the asked task that went. */
    boolean leave(int stream) {
        if (waiting[stream] == 0) {
            return false;
        }
        waiting[stream]--;
        return true;
    }

    /**
     * Serves many own tasks at once, and of each rival what has its turn meanwhile.
     *
     * @return how long that takes, microseconds
     */
    double serve(long own, int places) {
        long[] served = new long[waiting.length];
        double takes = 0;
        for (int round = 0; round < 3; round++) {
            double work = 0;
            for (int i = 0; i < served.length; i++) {
                double come = waiting[i] + perMicro[i] * takes;
                served[i] = i == 0 ? own : Math.min(own, (long) come);
                work += served[i] * meanWork(i);
            }
            double alone = own * meanWork(0) / Math.min(places, atOnce[0]);
            takes = Math.max(alone, work / places);
        }
        double variance = 0;
        for (int i = 0; i < served.length; i++) {
            double deviation = scene.stream(i).durations().deviation();
            variance += served[i] * deviation * deviation;
        }
        double spread = random.nextGaussian() * Math.sqrt(variance) / places;
        takes = Math.max(takes / 4, takes + spread);
        for (int i = 0; i < served.length; i++) {
            waiting[i] = Math.max(0, Math.round(waiting[i] + perMicro[i] * takes) - served[i]);
            nextArrival[i] += takes;
        }
        return takes;
    }

    private double meanWork(int stream) {
        Durations durations = scene.stream(stream).durations();
        return durations.mean() * (1 + durations.failing());
    }

    /** For how long one task of the stream has a place: a failed one is tried once more. */
    double work(int stream) {
        Durations durations = scene.stream(stream).durations();
        double work = durations.draw(random);
        return random.nextDouble() < durations.failing() ? work + durations.draw(random) : work;
    }
}
