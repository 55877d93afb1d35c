package io.stargazer.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Figures as they come, one JSON object a line on stdout; a table of minimum, median and maximum on
 * stderr at the end.
 */
final class Report {

    private final String bench;
    private final PrintStream lines;
    private final PrintStream people;
    private final String only;
    private final Map<Key, List<Double>> figures = new LinkedHashMap<>();

    private record Key(String name, String subject, String stat, String unit) {}

    /**
     * @param only the one case to measure, empty for all
     */
    Report(String bench, PrintStream lines, PrintStream people, String only) {
        this.bench = bench;
        this.lines = lines;
        this.people = people;
        this.only = only;
    }

    /** Whether the case is to be measured. */
    boolean wants(String name) {
        return only.isEmpty() || only.equals(name);
    }

    /** Adds a figure of one round. */
    void figure(String name, String subject, String stat, double value, String unit) {
        List<Double> values =
                figures.computeIfAbsent(
                        new Key(name, subject, stat, unit), key -> new ArrayList<>());
        values.add(value);
        lines.printf(
                Locale.ROOT,
                "{\"bench\":\"%s\",\"case\":\"%s\",\"subject\":\"%s\",\"round\":%d,"
                        + "\"stat\":\"%s\",\"value\":%s,\"unit\":\"%s\"}%n",
                bench,
                name,
                subject,
                values.size(),
                stat,
                number(value),
                unit);
        lines.flush();
    }

    /** Names a peer that is not here: it is not guessed. */
    void absent(String subject, String why) {
        people.println(subject + ": absent (" + why + ")");
    }

    /** Says something about the conditions, such as what is durable. */
    void note(String sentence) {
        people.println(sentence);
    }

    void table() {
        String format = "%-24s %-12s %-8s %12s %12s %12s  %s%n";
        people.printf(format, "CASE", "SUBJECT", "STAT", "MIN", "MEDIAN", "MAX", "UNIT");
        figures.forEach((key, values) -> {
            List<Double> sorted = values.stream().sorted().toList();
            people.printf(
                    format,
                    key.name(),
                    key.subject(),
                    key.stat(),
                    number(sorted.getFirst()),
                    number(median(values)),
                    number(sorted.getLast()),
                    key.unit() + " (" + sorted.size() + " rounds)");
        });
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
