package io.stargazer.rpc.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** ID-1, TK-4: when a token is renewed, by clocks that are right and wrong. */
class RenewalTimeTest {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    /** By a clock that is ahead of that of the servers by so many hours. */
    private static Duration renewalOfTwoHours(double hoursAhead) {
        long nowMs = (long) (100 * HOUR_MS + hoursAhead * HOUR_MS);
        return Duration.ofMillis(RenewalTime.delayMs(102 * HOUR_MS, nowMs));
    }

    @Test
    void a_clock_that_is_an_hour_wrong_neither_lets_a_token_expire_nor_asks_all_the_time() {
        assertThat(renewalOfTwoHours(0)).isEqualTo(Duration.ofHours(1));
        assertThat(renewalOfTwoHours(-1)).isEqualTo(Duration.ofHours(1));
        assertThat(renewalOfTwoHours(1)).isEqualTo(Duration.ofMinutes(48));
        assertThat(renewalOfTwoHours(24)).isEqualTo(Duration.ofSeconds(1));
    }
}
