package io.stargazer.server.task.forecast;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How long attempts at tasks of one type take, as a distribution: what was measured, and with the
 * probability of one in {@code measured + 1} something longer than all of that. Immutable.
 */
final class Durations {

    private final double[] upTo;
    private final double[] micros;
    private final double unseen;
    private final double mean;
    private final double deviation;
    private final double failing;

    /**
     * The distribution of some durations, in microseconds.
     *
     * @param upTo the weight of each duration and all shorter ones
     * @param micros the durations, shortest first, at least one
     * @param measured of how many measurements
     * @param failing the share of attempts that fail
     */
    Durations(double[] upTo, double[] micros, long measured, double failing) {
        this.upTo = upTo;
        this.micros = micros;
        this.failing = failing;
        double total = upTo[upTo.length - 1];
        unseen = total / measured;
        double sum = 0;
        double squares = 0;
        double before = 0;
        for (int i = 0; i < micros.length; i++) {
            double share = (upTo[i] - before) / total;
            sum += share * micros[i];
            squares += share * micros[i] * micros[i];
            before = upTo[i];
        }
        mean = sum;
        deviation = Math.sqrt(Math.max(0, squares - sum * sum));
    }

    double mean() {
        return mean;
    }

    double deviation() {
        return deviation;
    }

    /** The share of attempts that fail, 0 to 1. */
    double failing() {
        return failing;
    }

    /** A duration by chance, in microseconds. */
    double draw(RandomGenerator random) {
        return drawAbove(0, 0, random);
    }

    /** How much longer an attempt takes that has lasted for a while, by chance, in microseconds. */
    double remaining(double elapsed, RandomGenerator random) {
        int shorter = 0;
        while (shorter < micros.length && micros[shorter] <= elapsed) {
            shorter++;
        }
        return drawAbove(shorter, elapsed, random) - elapsed;
    }

    private double drawAbove(int shorter, double elapsed, RandomGenerator random) {
        double below = shorter == 0 ? 0 : upTo[shorter - 1];
        double total = upTo[upTo.length - 1];
        double at = below + random.nextDouble() * (total + unseen - below);
        if (at >= total) {
            return 2 * Math.max(elapsed, micros[micros.length - 1]);
        }
        int found = Arrays.binarySearch(upTo, shorter, upTo.length, at);
        return micros[found < 0 ? -found - 1 : found + 1];
    }
}
