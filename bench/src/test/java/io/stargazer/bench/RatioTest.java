package io.stargazer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.bench.Goal.Demand;
import io.stargazer.bench.Ratio.Verdict;
import io.stargazer.bench.Report.Median;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside each figure of ours stand the peers' and what was asked, said plainly (RP-3). */
class RatioTest {

    private static final Goal TEN_TIMES = new Goal("c", "rate", "peer", Demand.AT_LEAST, 10);
    private static final Goal A_MILLION = new Goal("c", "rate", "", Demand.AT_LEAST, 1e6);

    @Test
    void a_goal_against_a_peer_looks_at_the_quotient() {
        assertThat(verdict(TEN_TIMES, 1000, 100)).isEqualTo(Verdict.REACHED);
        assertThat(verdict(TEN_TIMES, 999, 100)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void a_goal_of_its_own_looks_at_our_figure() {
        assertThat(verdict(A_MILLION, 1e6, 1)).isEqualTo(Verdict.REACHED);
        assertThat(verdict(A_MILLION, 999_999, 1)).isEqualTo(Verdict.MISSED);
    }

    @Test
    void latencies_are_better_below_and_below_is_not_at_most() {
        Goal most = new Goal("c", "rate", "peer", Demand.AT_MOST, 1);
        Goal below = new Goal("c", "rate", "peer", Demand.BELOW, 1);
        assertThat(verdict(most, 7, 7)).isEqualTo(Verdict.REACHED);
        assertThat(verdict(below, 7, 7)).isEqualTo(Verdict.MISSED);
        assertThat(verdict(below, 6, 7)).isEqualTo(Verdict.REACHED);
    }

    @Test
    void what_was_not_measured_is_not_passed_over() {
        List<Ratio> ratios = Ratio.of(List.of(ours("other", 5)), List.of(TEN_TIMES));
        assertThat(ratios).extracting(Ratio::verdict).containsExactly(Verdict.NOT_MEASURED);
    }

    @Test
    void a_peer_without_a_goal_is_shown_beside_all_the_same() {
        List<Ratio> ratios = Ratio.of(List.of(ours("c", 5), theirs("c", 4)), List.of());
        assertThat(ratios).hasSize(1);
        assertThat(ratios.getFirst().value()).isEqualTo(1.25);
        assertThat(ratios.getFirst().verdict()).isEqualTo(Verdict.NOTHING_ASKED);
    }

    @Test
    void figures_of_different_cases_are_not_compared() {
        assertThat(Ratio.of(List.of(ours("c", 5), theirs("d", 4)), List.of())).isEmpty();
    }

    @Test
    void the_table_names_the_quotient_the_wish_and_the_verdict() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        Ratio.print(
                Ratio.of(List.of(ours("c", 950), theirs("c", 100)), List.of(TEN_TIMES)),
                new PrintStream(shown, true, StandardCharsets.UTF_8));
        assertThat(shown.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                .matches("c +rate +950 +peer +100 +9.50 +>= 10 x +MISSED");
    }

    private static Verdict verdict(Goal goal, double ours, double theirs) {
        return Ratio.of(List.of(ours("c", ours), theirs("c", theirs)), List.of(goal)).stream()
                .filter(ratio -> !ratio.asked().isEmpty())
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private static Median ours(String name, double value) {
        return new Median(name, "stargazer", "rate", "calls/s", value);
    }

    private static Median theirs(String name, double value) {
        return new Median(name, "peer", "rate", "calls/s", value);
    }
}
