package io.stargazer.api.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps make a workflow. */
final class PlanTest {

    @Test
    void steps_may_wait_for_each_other_in_any_order_of_writing() {
        Plan plan =
                new Plan(
                        List.of(
                                Step.of("merge", "sum", "{\"counts\": ${count}}"),
                                Step.of("count", "count", "${item}").withForEach("split"),
                                Step.of("split", "split", "${input}")));

        assertThat(plan.steps().getFirst().dependencies()).containsExactly("count");
        assertThat(plan.steps().get(1).dependencies()).containsExactly("split");
        assertThat(plan.steps().getLast().dependencies()).isEmpty();
    }

    @Test
    void steps_that_wait_for_each_other_are_named() {
        assertRefused(
                "the steps a, b wait for each other",
                Step.of("a", "t", "").withAfter("b"),
                Step.of("b", "t", "${a}"));
        assertRefused("the steps a wait for each other", Step.of("a", "t", "").withAfter("a"));
    }

    @Test
    void a_step_that_is_not_there_is_named() {
        assertRefused("'a' needs the step 'b'", Step.of("a", "t", "").withAfter("b"));
        assertRefused("'a' needs the step 'b'", Step.of("a", "t", "").withForEach("b"));
        assertRefused("'a' needs the step 'b c'", Step.of("a", "t", "x ${b c} y"));
    }

    @Test
    void no_two_steps_have_one_name() {
        assertRefused("two steps 'a'", Step.of("a", "t", ""), Step.of("a", "u", ""));
        assertRefused("called 'item'", Step.of("item", "t", ""));
        assertRefused("called 'input'", Step.of("input", "t", ""));
    }

    @Test
    void only_a_fan_out_has_items() {
        assertRefused("item of no fan-out", Step.of("a", "t", "${item}"));
    }

    @Test
    void there_is_one_step_at_least_and_500_at_most() {
        assertRefused("number of steps is 0");
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            steps.add(Step.of("s" + i, "t", i == 0 ? "" : "${s" + (i - 1) + "}"));
        }
        assertThat(new Plan(steps).steps()).hasSize(500);
        steps.add(Step.of("more", "t", ""));
        assertRefused("number of steps is 501", steps.toArray(Step[]::new));
    }

    @Test
    void payload_templates_are_limited() {
        String long1 = "x".repeat(65_536);
        assertThat(Step.of("a", "t", long1).payload().text()).hasSize(65_536);
        assertThatThrownBy(() -> new Template(long1 + "x")).isInstanceOf(Rejected.class);
        assertRefused(
                "length of all payload templates",
                Step.of("a", "t", long1),
                Step.of("b", "t", long1));
    }

    @Test
    void a_template_is_cut_into_text_and_references() {
        assertThat(new Template("a${b}${c}d$e}").pieces())
                .containsExactly(
                        new Template.Piece("a", false),
                        new Template.Piece("b", true),
                        new Template.Piece("c", true),
                        new Template.Piece("d$e}", false));
        assertThat(new Template("").pieces()).isEmpty();
        assertThatThrownBy(() -> new Template("a${b"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("position 1");
        assertThatThrownBy(() -> new Template("a\ud800"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("half a character");
    }

    private static void assertRefused(String sentence, Step... steps) {
        assertThatThrownBy(() -> new Plan(List.of(steps)))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining(sentence);
    }
}
