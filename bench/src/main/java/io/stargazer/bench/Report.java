package io.stargazer.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Figures as they come, one JSON object a line on stdout; a table of minimum, median and maximum on
 * stderr at the end.
 */
public final class Report {

    private final String bench;
    private final PrintStream lines;
    private final PrintStream people;
    private final Map<Key, List<Double>> figures = new LinkedHashMap<>();
    private final Map<String, String> remarks = new HashMap<>();
    private Consumer<PrintStream> afterTable = people -> {};

    private record Key(String name, String subject, String stat, String unit) {}

    /** The middle of the rounds of one figure. */
    public record Median(String name, String subject, String stat, String unit, double value) {}

    /**
     * A report of one benchmark.
     *
     * @param lines for programs
     * @param people for people
     */
    public Report(String bench, PrintStream lines, PrintStream people) {
        this.bench = bench;
        this.lines = lines;
        this.people = people;
    }

    /** Adds a figure of one round. */
    public void figure(String name, String subject, String stat, double value, String unit) {
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
    public void absent(String subject, String why) {
        people.println(subject + ": absent (" + why + ")");
    }

    /** Says the same beside every figure of a subject in the table, such as what is durable. */
    public void beside(String subject, String remark) {
        remarks.put(subject, "; " + remark);
    }

    /** Says something about the conditions, such as what is durable. */
    public void note(String sentence) {
        people.println(sentence);
    }

    /** The figures so far, in the order in which they came. */
    public List<Median> medians() {
        return figures.entrySet().stream()
                .map(entry -> {
                    Key key = entry.getKey();
                    double value = median(entry.getValue());
                    return new Median(key.name(), key.subject(), key.stat(), key.unit(), value);
                })
                .toList();
    }

    /** Has something to show below the table. */
    public void afterTable(Consumer<PrintStream> shown) {
        afterTable = shown;
    }

    /** Shows every figure with its spread. */
    public void table() {
        String format = "%-24s %-17s %-12s %12s %12s %12s  %s%n";
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
                    key.unit()
                            + " ("
                            + sorted.size()
                            + " rounds"
                            + remarks.getOrDefault(key.subject(), "")
                            + ")");
        });
        afterTable.accept(people);
    }

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Whole from a hundred on, else with two digits. */
    public static String number(double value) {
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
