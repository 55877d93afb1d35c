package io.stargazer.rpc.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RP-8: of how many calls a trace is begun. */
class TraceShareTest {

    private static long startedOf(int calls, double share) {
        TraceShare traces = new TraceShare(share);
        long started = 0;
        for (int i = 0; i < calls; i++) {
            if (traces.start() != null) {
                started++;
            }
        }
        return started;
    }

    @Test
    void none_is_none_and_one_is_each() {
        assertThat(startedOf(10_000, 0)).isZero();
        assertThat(startedOf(10_000, 1)).isEqualTo(10_000);
    }

    @Test
    void a_share_is_about_that_share() {
        // ten standard deviations either way
        assertThat(startedOf(100_000, 0.01)).isBetween(685L, 1315L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void what_is_not_a_share_is_refused(double share) {
        assertThatThrownBy(() -> new TraceShare(share))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
