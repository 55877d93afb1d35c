package io.stargazer.sim;

import java.io.PrintStream;
import java.util.Locale;

/** Runs many worlds, one seed after the other: {@code stargazer simulate}. */
public final class Simulate {

    private Simulate() {}

    /**
     * What was done.
     *
     * @param seeds worlds that ran to their end
     * @param events in all of them
     * @param failure the first failure, at which it stopped, empty for none
     */
    public record Summary(int seeds, long events, String failure) {

        public boolean ok() {
            return failure.isEmpty();
        }
    }

    /**
     * Runs this many worlds from the first seed on and prints one last line, {@code simulate ok
     * seeds=N events=E seconds=S}; or stops at the first failure and prints that.
     */
    public static Summary run(int seeds, long firstSeed, PrintStream out) {
        long startNs = System.nanoTime();
        long events = 0;
        for (int i = 0; i < seeds; i++) {
            try {
                events += new SimRun(firstSeed + i).run().events();
            } catch (SimulationFailed failed) {
                out.println(failed.getMessage());
                return new Summary(i, events, String.valueOf(failed.getMessage()));
            }
        }
        double seconds = (System.nanoTime() - startNs) / 1e9;
        out.printf(
                Locale.ROOT,
                "simulate ok seeds=%d events=%d seconds=%.1f%n",
                seeds,
                events,
                seconds);
        return new Summary(seeds, events, "");
    }
}
