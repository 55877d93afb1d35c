package io.stargazer.bench;

import io.stargazer.bench.Report.Median;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One median of ours beside one of a peer, and what was asked.
 *
 * @param against the peer and its median; nobody for our figure alone
 * @param asked empty when nothing was
 */
public record Ratio(
        String name, String stat, double ours, Against against, String asked, Verdict verdict) {

    /** A peer's figure. */
    public record Against(String subject, double value) {
        static final Against NOBODY = new Against("", 0);
    }

    /** Said plainly. */
    public enum Verdict {
        REACHED("reached"),
        MISSED("MISSED"),
        NOT_MEASURED("not measured"),
        NOTHING_ASKED("");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    private static final String OURS = "stargazer";
    private static final String FORMAT = "%-24s %-12s %12s  %-17s %12s  %10s  %-12s %s%n";

    /** Every figure of ours beside every peer's, and what was asked where something was. */
    public static List<Ratio> of(List<Median> medians, List<Goal> goals) {
        return of(OURS, medians, goals);
    }

    /** The same where ours bears another name. */
    public static List<Ratio> of(String subject, List<Median> medians, List<Goal> goals) {
        List<Ratio> ratios = new ArrayList<>();
        for (Median ours : medians) {
            if (ours.subject().equals(subject)) {
                goals.stream()
                        .filter(goal -> goal.isAbout(ours) && goal.against().isEmpty())
                        .forEach(goal -> ratios.add(alone(ours, goal)));
                medians.stream()
                        .filter(theirs -> isComparable(ours, theirs))
                        .forEach(theirs -> ratios.add(beside(ours, theirs, goals)));
            }
        }
        for (Goal goal : goals) {
            if (ratios.stream().noneMatch(ratio -> ratio.answers(goal))) {
                ratios.add(missing(goal));
            }
        }
        return ratios;
    }

    private static boolean isComparable(Median ours, Median theirs) {
        return !theirs.subject().equals(ours.subject())
                && theirs.name().equals(ours.name())
                && theirs.stat().equals(ours.stat())
                && theirs.value() != 0;
    }

    private static Ratio alone(Median ours, Goal goal) {
        return new Ratio(
                ours.name(),
                ours.stat(),
                ours.value(),
                Against.NOBODY,
                goal.asked(),
                verdict(goal, ours.value()));
    }

    private static Ratio beside(Median ours, Median theirs, List<Goal> goals) {
        Optional<Goal> asked =
                goals.stream()
                        .filter(goal -> goal.isAbout(ours))
                        .filter(goal -> goal.against().equals(theirs.subject()))
                        .findFirst();
        return new Ratio(
                ours.name(),
                ours.stat(),
                ours.value(),
                new Against(theirs.subject(), theirs.value()),
                asked.map(Goal::asked).orElse(""),
                asked.map(goal -> verdict(goal, ours.value() / theirs.value()))
                        .orElse(Verdict.NOTHING_ASKED));
    }

    private static Ratio missing(Goal goal) {
        return new Ratio(
                goal.name(),
                goal.stat(),
                0,
                new Against(goal.against(), 0),
                goal.asked(),
                Verdict.NOT_MEASURED);
    }

    private static Verdict verdict(Goal goal, double figure) {
        return goal.isReachedBy(figure) ? Verdict.REACHED : Verdict.MISSED;
    }

    private boolean answers(Goal goal) {
        return goal.name().equals(name)
                && goal.stat().equals(stat)
                && goal.against().equals(against.subject());
    }

    /** Ours divided by theirs; for latencies less is better. */
    double value() {
        return ours / against.value();
    }

    /** Shows them to people. */
    public static void print(List<Ratio> ratios, PrintStream people) {
        people.printf(
                FORMAT,
                "RATIO",
                "STAT",
                "STARGAZER",
                "PEER",
                "ITS MEDIAN",
                "OURS/ITS",
                "ASKED",
                "");
        for (Ratio ratio : ratios) {
            boolean isMeasured = ratio.verdict != Verdict.NOT_MEASURED;
            boolean isBeside = isMeasured && !ratio.against.subject().isEmpty();
            people.printf(
                    FORMAT,
                    ratio.name,
                    ratio.stat,
                    isMeasured ? Report.number(ratio.ours) : "-",
                    ratio.against.subject(),
                    isBeside ? Report.number(ratio.against.value()) : "",
                    isBeside ? String.format(Locale.ROOT, "%.2f", ratio.value()) : "",
                    ratio.asked,
                    ratio.verdict.word);
        }
    }
}
