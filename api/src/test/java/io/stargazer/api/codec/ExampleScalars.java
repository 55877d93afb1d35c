package io.stargazer.api.codec;

import java.util.Locale;

/**
 * One fixed value for each path of a component, so that two components changing places changes the
 * bytes.
 */
final class ExampleScalars implements Values.Scalars {

    @Override
    public String text(String path) {
        return switch (Values.Scalars.component(path)) {
            case "version" -> "1.2.3-rc.4";
            case "address" -> "host-1:8080";
            case "expression" -> "0 3 * * 1";
            case "after", "forEach" -> path.contains("steps-1") ? "plan-steps-0-name" : "";
            default -> path.replace('.', '-').toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public long number(String path) {
        int number = Math.floorMod(path.hashCode(), 9973);
        return switch (Values.Scalars.component(path)) {
            case "attempts" -> 1 + number % 100;
            case "priority" -> number % 10;
            case "firstPauseMs", "perMille", "onTimePerMille" -> number % 1000;
            case "longestPauseMs", "credit", "places", "periodMs", "delayMs" -> 1000 + number;
            default -> number;
        };
    }

    @Override
    public int choice(String path, int bound) {
        return Math.min(1, bound - 1); // not the last: families and enums grow at their end
    }

    @Override
    public int size(String path) {
        return path.endsWith("steps-0.after") ? 0 : 2;
    }

    @Override
    public boolean isAbsent(String path) {
        return false;
    }
}
