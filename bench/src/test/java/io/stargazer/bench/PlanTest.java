package io.stargazer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the command line asks for is what is measured. */
class PlanTest {

    @Test
    void without_a_choice_everything_is_measured() {
        Plan plan = new Plan(3, 2, "", "");
        assertThat(plan.wants("any-case")).isTrue();
        assertThat(plan.includes("anybody")).isTrue();
    }

    @Test
    void one_case_and_one_subject_may_be_asked_for() {
        Plan plan = new Plan(1, 0.5, "c", "s");
        assertThat(plan.wants("c")).isTrue();
        assertThat(plan.wants("d")).isFalse();
        assertThat(plan.includes("s")).isTrue();
        assertThat(plan.includes("t")).isFalse();
    }

    @Test
    void nothing_is_no_plan() {
        assertThatThrownBy(() -> new Plan(0, 2, "", "")).hasMessageContaining("one round");
        assertThatThrownBy(() -> new Plan(1, 0, "", "")).hasMessageContaining("some time");
    }

    @Test
    void unknown_names_are_answered_with_the_known_ones() {
        assertThat(errorsOf("rpc", "--only", "nonsense"))
                .contains("no case 'nonsense'", "async-32B-1conn-w1000", "rolling-restart");
        assertThat(errorsOf("rpc", "--subject", "nonsense"))
                .contains("no subject 'nonsense'", "stargazer, netty, grpc-java");
        assertThat(errorsOf("nonsense")).contains("no benchmark 'nonsense'");
        assertThat(errorsOf("rpc", "--rounds", "0")).contains("at least one round");
    }

    private static String errorsOf(String... arguments) {
        StringWriter errors = new StringWriter();
        int status = new CommandLine(new Main()).setErr(new PrintWriter(errors)).execute(arguments);
        assertThat(status).isEqualTo(2);
        return errors.toString();
    }
}
