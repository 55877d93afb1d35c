package io.stargazer.server.task.forecast;

import java.util.Arrays;

/** When a task will have ended, in each of some equally probable futures. Immutable. */
final class Outlook {

    private final double[] micros;
    private final double success;

    /**
     * An outlook.
     *
     * @param micros from now until it has ended, microseconds, in any order
     * @param success how probable it is that it does not end by failing, 0 to 1
     */
    Outlook(double[] micros, double success) {
        this(success, micros.clone());
        Arrays.sort(this.micros);
    }

    private Outlook(double success, double[] ascending) {
        micros = ascending;
        this.success = success;
    }

    /** How probable it is that it is done within a time, per mille, rounded down. */
    int perMilleWithin(double limitMicros) {
        int within = 0;
        while (within < micros.length && micros[within] <= limitMicros) {
            within++;
        }
        return (int) (success * 1000 * within / micros.length);
    }

    /** By when it has ended in this share of the futures, microseconds from now. */
    double quantile(double share) {
        int index = (int) Math.ceil(share * micros.length) - 1;
        return micros[Math.clamp(index, 0, micros.length - 1)];
    }

    /** Between this one and a later one of the same scene: by which part of the way. */
    Outlook towards(Outlook later, double part) {
        double[] between = new double[micros.length];
        for (int i = 0; i < between.length; i++) {
            between[i] = micros[i] + part * (later.micros[i] - micros[i]);
        }
        return new Outlook(success, between);
    }
}
