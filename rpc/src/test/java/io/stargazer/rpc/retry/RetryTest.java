package io.stargazer.rpc.retry;

import static org.assertj.core.api.Assertions.assertThat;

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
}
