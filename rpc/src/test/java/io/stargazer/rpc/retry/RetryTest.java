package io.stargazer.rpc.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** RP-2, RP-4: when to try again. */
class RetryTest {

    @Test
    void the_budget_allows_a_fifth_of_the_calls_and_ten_a_second() {
        AtomicLong clockNs = new AtomicLong();
        RetryBudget budget = new RetryBudget(clockNs::get);
        assertThat(withdrawals(budget)).isEqualTo(10);
        for (int call = 0; call < 100; call++) {
            budget.deposit();
        }
        assertThat(withdrawals(budget)).isEqualTo(20);
        clockNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(withdrawals(budget)).isEqualTo(10);
        clockNs.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(withdrawals(budget)).isEqualTo(100);
    }

    private static int withdrawals(RetryBudget budget) {
        int count = 0;
        while (budget.withdraw()) {
            count++;
        }
        return count;
    }

    @Test
    void a_backoff_doubles_up_to_its_limit() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
        assertThat(backoff.delayNs(1)).isBetween(5_000_000L, 10_000_000L);
        assertThat(backoff.delayNs(3)).isBetween(20_000_000L, 40_000_000L);
        assertThat(backoff.delayNs(100)).isBetween(500_000_000L, 1_000_000_000L);
    }

    private static Failure failure(Status status) {
        return Failure.of(status, "test.code", "why");
    }

    @Test
    void what_was_never_begun_may_be_made_elsewhere_for_every_method() {
        assertThat(RetryRules.allowsFailover(failure(Status.UNREACHABLE), true)).isTrue();
        assertThat(RetryRules.allowsRetry(failure(Status.OVERLOADED), true, false)).isTrue();
        assertThat(RetryRules.allowsRetry(failure(Status.UNIMPLEMENTED), true, false)).isTrue();
    }

    @Test
    void what_may_have_been_done_is_repeated_only_if_twice_does_no_harm() {
        assertThat(RetryRules.allowsRetry(failure(Status.INDETERMINATE), false, true)).isTrue();
        assertThat(RetryRules.allowsRetry(failure(Status.INDETERMINATE), false, false)).isFalse();
    }

    @Test
    void what_a_handler_has_thrown_is_its_answer() {
        for (Status status : Status.values()) {
            if (status != Status.OK && status != Status.INDETERMINATE) {
                Failure thrown = failure(status);
                assertThat(RetryRules.allowsFailover(thrown, false)).as(status.name()).isFalse();
                assertThat(RetryRules.allowsRetry(thrown, false, true)).as(status.name()).isFalse();
            }
        }
    }
}
