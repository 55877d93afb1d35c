package io.stargazer.server.console.text;

import java.util.Arrays;
import java.util.Locale;

/**
 * A small chart without axes, as the paths of an SVG of {@value #WIDTH} by {@value #HEIGHT}. Drawn
 * here, so that a page is complete before any script has run.
 *
 * @param line the path of the line
 * @param area the path of the area under it
 */
public record Sparkline(String line, String area) {

    public static final int WIDTH = 120;
    public static final int HEIGHT = 32;

    private static final int POINTS = 60;
    private static final double MARGIN = 2;

    /** Nothing known yet: a flat line. */
    public static final Sparkline FLAT = fromZero(new double[] {0, 0});

    /** Measured from zero, so that heights can be compared: for rates. */
    public static Sparkline fromZero(double[] values) {
        return of(values, 0);
    }

    /** Measured from the least value, so that a change is seen: for sizes and positions. */
    public static Sparkline fromLeast(double[] values) {
        return of(values, Arrays.stream(values).min().orElse(0));
    }

    private static Sparkline of(double[] all, double floor) {
        double[] values =
                all.length > POINTS
                        ? Arrays.copyOfRange(all, all.length - POINTS, all.length)
                        : all;
        if (values.length < 2) {
            return FLAT;
        }
        double ceiling = Arrays.stream(values).max().orElse(floor);
        double span = ceiling > floor ? ceiling - floor : 1;
        StringBuilder path = new StringBuilder(values.length * 10);
        for (int i = 0; i < values.length; i++) {
            double x = i * (double) WIDTH / (values.length - 1);
            double y = HEIGHT - MARGIN - (values[i] - floor) / span * (HEIGHT - 2 * MARGIN);
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
        }
        String line = path.toString();
        return new Sparkline(line, line + "V" + HEIGHT + "H0Z");
    }
}
