package io.stargazer.rpc.outlier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.outlier.EjectionEvent.Ejected;
import io.stargazer.rpc.outlier.EjectionEvent.Recalled;
import io.stargazer.rpc.outlier.EjectionEvent.Returned;
import io.stargazer.rpc.outlier.EjectionRules.SuccessRate;
import io.stargazer.rpc.outlier.Health.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RP-7: who is left alone, for how long, and who comes back, on a clock of our own. */
class EjectionsTest {

    private static final EjectionRules RULES =
            EjectionRules.DEFAULT.withTimes(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private final List<EjectionEvent> events = new ArrayList<>();
    private final List<Health> instances = new ArrayList<>();

    /** The clock has gone round, as {@link System#nanoTime()} may. */
    private long nowNs = Long.MAX_VALUE - 5;

    private Ejections ejections = new Ejections(RULES, events::add, nowNs);

    private void instances(EjectionRules rules, int count) {
        ejections = new Ejections(rules, events::add, nowNs);
        for (int port = 1; port <= count; port++) {
            instances.add(ejections.join(new Address("host", port)));
        }
    }

    private Health instance(int at) {
        return instances.get(at);
    }

    private void calls(int at, int count, Verdict verdict) {
        for (int call = 0; call < count; call++) {
            instance(at).ended(nowNs, nowNs, verdict);
        }
    }

    private void pass(Duration time) {
        nowNs += time.toNanos();
    }

    private boolean trialSucceeds(int at) {
        boolean tried = instance(at).tryAgain(nowNs);
        if (tried) {
            instance(at).tried(nowNs, Verdict.ANSWERED);
        }
        return tried;
    }

    @Test
    void five_failures_in_a_row_eject() {
        instances(RULES, 2);
        calls(0, 4, Verdict.FAILED);
        calls(0, 1, Verdict.ANSWERED);
        calls(0, 4, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.IN);
        calls(0, 1, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
        assertThat(instance(1).state()).isEqualTo(State.IN);
        assertThat(events)
                .containsExactly(
                        new Ejected(
                                new Address("host", 1),
                                "5 calls in a row failed",
                                Duration.ofSeconds(1)));
        assertThat(events.getFirst())
                .hasToString("host:1 gets no calls for 1000 ms: 5 calls in a row failed");
    }

    @Test
    void what_says_nothing_neither_ejects_nor_forgives() {
        instances(RULES, 2);
        calls(0, 100, Verdict.SILENT);
        calls(0, 4, Verdict.FAILED);
        calls(0, 100, Verdict.SILENT);
        assertThat(instance(0).state()).isEqualTo(State.IN);
        calls(0, 1, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
    }

    @Test
    void no_more_than_half_are_out() {
        instances(RULES, 5);
        for (int at = 0; at < 5; at++) {
            calls(at, 50, Verdict.FAILED);
        }
        assertThat(instances.stream().map(Health::state))
                .containsExactly(State.OUT, State.OUT, State.IN, State.IN, State.IN);
    }

    @Test
    void the_only_one_is_never_out() {
        instances(RULES, 1);
        calls(0, 50, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.IN);
    }

    @Test
    void switched_off_nobody_is_out() {
        instances(EjectionRules.OFF, 4);
        calls(0, 50, Verdict.FAILED);
        assertThat(ejections.isAnyOut()).isFalse();
    }

    @Test
    void one_that_fails_more_often_than_the_others_is_ejected_when_the_interval_is_over() {
        instances(RULES, 3);
        mixed(0, 70, 30);
        mixed(1, 100, 0);
        mixed(2, 95, 5);
        assertThat(ejections.isAnyOut()).isFalse();
        pass(Duration.ofSeconds(10));
        calls(1, 1, Verdict.ANSWERED);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
        assertThat(instance(2).state()).isEqualTo(State.IN);
        assertThat(events.getFirst())
                .hasToString(
                        "host:1 gets no calls for 1000 ms:"
                                + " of 100 calls 70 % were answered, by the others 97 %");
    }

    /** Never five failures in a row. */
    private void mixed(int at, int answered, int failed) {
        int total = answered + failed;
        for (int call = 0; call < total; call++) {
            boolean fails = (call + 1) * failed / total > call * failed / total;
            calls(at, 1, fails ? Verdict.FAILED : Verdict.ANSWERED);
        }
    }

    @Test
    void where_all_fail_alike_nobody_is_worse() {
        instances(RULES, 3);
        for (int at = 0; at < 3; at++) {
            mixed(at, 75, 25);
        }
        pass(Duration.ofSeconds(10));
        calls(0, 1, Verdict.ANSWERED);
        assertThat(ejections.isAnyOut()).isFalse();
    }

    @Test
    void too_few_calls_or_instances_are_not_compared() {
        instances(RULES, 3);
        mixed(0, 50, 40);
        mixed(1, 100, 0);
        mixed(2, 100, 0);
        pass(Duration.ofSeconds(10));
        calls(1, 1, Verdict.ANSWERED);
        assertThat(ejections.isAnyOut()).isFalse();
        mixed(0, 60, 60);
        mixed(1, 100, 0);
        pass(Duration.ofSeconds(10));
        calls(1, 1, Verdict.ANSWERED);
        assertThat(ejections.isAnyOut()).isFalse();
    }

    @Test
    void an_interval_is_counted_by_itself() {
        instances(RULES, 3);
        for (int at = 0; at < 3; at++) {
            mixed(at, 100, 0);
        }
        pass(Duration.ofSeconds(10));
        calls(0, 1, Verdict.ANSWERED);
        mixed(0, 60, 60);
        mixed(1, 120, 0);
        mixed(2, 120, 0);
        pass(Duration.ofSeconds(10));
        calls(1, 1, Verdict.ANSWERED);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
    }

    @Test
    void the_worst_goes_first_when_not_all_may_go() {
        EjectionRules one = RULES.withMostPercent(34);
        instances(one.withSuccessRate(new SuccessRate(Duration.ofSeconds(10), 100, 3, 5)), 3);
        mixed(0, 80, 20);
        mixed(1, 60, 60);
        mixed(2, 100, 0);
        pass(Duration.ofSeconds(10));
        calls(2, 1, Verdict.ANSWERED);
        assertThat(instances.stream().map(Health::state))
                .containsExactly(State.IN, State.OUT, State.IN);
    }

    @Test
    void after_its_time_one_call_decides_and_its_success_returns_the_instance() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        assertThat(ejections.isTrialDue(nowNs)).isFalse();
        assertThat(instance(0).tryAgain(nowNs)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(ejections.isTrialDue(nowNs)).isTrue();
        assertThat(instance(1).tryAgain(nowNs)).isFalse();
        assertThat(instance(0).tryAgain(nowNs)).isTrue();
        assertThat(instance(0).state()).isEqualTo(State.ON_TRIAL);
        assertThat(instance(0).tryAgain(nowNs)).as("one at a time").isFalse();
        instance(0).tried(nowNs, Verdict.ANSWERED);
        assertThat(instance(0).state()).isEqualTo(State.IN);
        assertThat(events).last().isEqualTo(new Returned(new Address("host", 1)));
        assertThat(ejections.isAnyOut()).isFalse();
    }

    @Test
    void a_failed_trial_ejects_for_longer_up_to_a_limit() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        for (int seconds : new int[] {1, 2, 4, 5, 5}) {
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(instance(0).tryAgain(nowNs)).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(instance(0).tryAgain(nowNs)).isTrue();
            instance(0).tried(nowNs, Verdict.FAILED);
        }
    }

    @Test
    void a_trial_that_says_nothing_is_followed_by_another_at_once() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        pass(Duration.ofSeconds(1));
        assertThat(instance(0).tryAgain(nowNs)).isTrue();
        instance(0).tried(nowNs, Verdict.SILENT);
        assertThat(trialSucceeds(0)).isTrue();
    }

    @Test
    void a_trial_that_never_ends_is_followed_by_another() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        pass(Duration.ofSeconds(1));
        assertThat(instance(0).tryAgain(nowNs)).isTrue();
        assertThat(ejections.isTrialDue(nowNs)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(ejections.isTrialDue(nowNs)).isTrue();
        assertThat(trialSucceeds(0)).isTrue();
    }

    @Test
    void the_next_ejection_is_longer_unless_it_was_well_for_a_while() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        pass(Duration.ofSeconds(1));
        assertThat(trialSucceeds(0)).isTrue();
        calls(0, 5, Verdict.FAILED);
        assertThat(((Ejected) events.getLast()).time()).isEqualTo(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(2));
        assertThat(trialSucceeds(0)).isTrue();
        for (int interval = 0; interval < 2; interval++) {
            pass(Duration.ofSeconds(10));
            calls(0, 1, Verdict.ANSWERED);
        }
        calls(0, 5, Verdict.FAILED);
        assertThat(((Ejected) events.getLast()).time()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void calls_that_began_before_it_came_back_do_not_count() {
        instances(RULES, 2);
        long stalledNs = nowNs;
        calls(0, 5, Verdict.FAILED);
        pass(Duration.ofSeconds(1));
        assertThat(trialSucceeds(0)).isTrue();
        for (int call = 0; call < 50; call++) {
            instance(0).ended(stalledNs, nowNs, Verdict.FAILED);
        }
        assertThat(instance(0).state()).isEqualTo(State.IN);
        calls(0, 5, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
    }

    @Test
    void one_that_leaves_makes_room() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        instance(0).leave(nowNs);
        assertThat(ejections.isAnyOut()).isFalse();
        instances.add(ejections.join(new Address("host", 3)));
        calls(1, 5, Verdict.FAILED);
        assertThat(instance(1).state()).isEqualTo(State.OUT);
        pass(Duration.ofSeconds(2));
        assertThat(instance(0).tryAgain(nowNs)).as("it is gone").isFalse();
    }

    @Test
    void when_the_list_becomes_shorter_those_that_are_due_first_come_back() {
        instances(RULES, 6);
        for (int at = 2; at >= 0; at--) {
            calls(at, 5, Verdict.FAILED);
            pass(Duration.ofMillis(100));
        }
        assertThat(instances.stream().map(Health::state))
                .containsExactly(State.OUT, State.OUT, State.OUT, State.IN, State.IN, State.IN);
        instance(5).leave(nowNs);
        assertThat(instance(2).state()).as("the first that went out").isEqualTo(State.IN);
        assertThat(instance(1).state()).isEqualTo(State.OUT);
        assertThat(events).last().isEqualTo(new Recalled(new Address("host", 3)));
        instance(4).leave(nowNs);
        assertThat(instance(1).state()).as("two of four may be out").isEqualTo(State.OUT);
        instance(3).leave(nowNs);
        assertThat(instance(1).state()).isEqualTo(State.IN);
        assertThat(instance(0).state()).isEqualTo(State.OUT);
        calls(1, 5, Verdict.FAILED);
        assertThat(instance(1).state()).as("there is no room").isEqualTo(State.IN);
    }

    @Test
    void the_last_one_that_is_left_comes_back_even_from_its_trial() {
        instances(RULES, 2);
        calls(0, 5, Verdict.FAILED);
        pass(Duration.ofSeconds(1));
        assertThat(instance(0).tryAgain(nowNs)).isTrue();
        instance(1).leave(nowNs);
        assertThat(instance(0).state()).isEqualTo(State.IN);
        instance(0).tried(nowNs, Verdict.FAILED);
        assertThat(instance(0).state()).isEqualTo(State.IN);
        assertThat(ejections.isAnyOut()).isFalse();
        assertThat(events.getLast())
                .hasToString("host:1 gets calls again, untried: too few others are left");
    }

    @Test
    void rules_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> RULES.withConsecutiveFailures(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1 failure");
        assertThatThrownBy(() -> RULES.withMostPercent(101)).hasMessageContaining("0-100");
        assertThatThrownBy(() -> RULES.withTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("does not become shorter");
        assertThatThrownBy(() -> new SuccessRate(Duration.ofSeconds(1), 1, 1, 1))
                .hasMessageContaining("2 instances");
    }
}
