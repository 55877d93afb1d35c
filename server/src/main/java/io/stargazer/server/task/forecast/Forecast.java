package io.stargazer.server.task.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Plays a {@link Scene} forward in many futures and looks at when the asked tasks are done. Takes
 * about a millisecond; the number of futures depends on the scene alone, so that the same scene and
 * seed give the same answer.
 */
final class Forecast {

    static final int MOST_FUTURES = 400;
    static final int FEWEST_FUTURES = 100;

    /** When so much was played in all futures, there are no more of them. */
    private static final int MOST_STEPS = 20_000;

    private Forecast() {}

    /**
     * The outlook for some tasks that are submitted together.
     *
     * @param positions of each behind what waits now, ascending: 0 for the next one
     */
    static List<Outlook> of(Scene scene, int[] positions, long seed) {
        Rehearsal rehearsal = new Rehearsal(scene, new SplittableRandom(seed));
        double[][] ends = new double[positions.length][MOST_FUTURES];
        int futures = 0;
        while (futures < FEWEST_FUTURES
                || (futures < MOST_FUTURES && rehearsal.steps() < MOST_STEPS)) {
            double[] played = rehearsal.play(positions);
            for (int i = 0; i < played.length; i++) {
                ends[i][futures] = played[i];
            }
            futures++;
        }
        double success = 1 - Math.pow(scene.own().durations().failing(), scene.retry().attempts());
        List<Outlook> outlooks = new ArrayList<>(positions.length);
        for (double[] each : ends) {
            outlooks.add(new Outlook(Arrays.copyOf(each, futures), success));
        }
        return outlooks;
    }
}
