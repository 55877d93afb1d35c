package io.stargazer.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** TK-5: how long a task rests between its attempts. */
final class RetryPolicyTest {

    private static final RetryPolicy POLICY = new RetryPolicy(100, 1_000, 60_000);

    @Test
    void pauses_double_up_to_the_longest_and_are_shortened_by_half_at_most() {
        long whole = 1_000;
        for (int ended = 1; ended < 100; ended++) {
            for (long number = 0; number < 200; number++) {
                assertThat(POLICY.pauseMs(new TaskId(7, number), ended))
                        .isBetween(whole / 2, whole);
            }
            whole = Math.min(whole * 2, 60_000);
        }
    }

    @Test
    void tasks_that_failed_together_are_not_tried_again_together() {
        long different =
                LongStream.range(0, 200)
                        .map(number -> POLICY.pauseMs(new TaskId(7, number), 6))
                        .distinct()
                        .count();
        assertThat(different).isGreaterThan(150);
        TaskId id = new TaskId(7, 7);
        assertThat(POLICY.pauseMs(id, 3)).isEqualTo(POLICY.pauseMs(id, 3));
    }

    @Test
    void a_policy_contradicts_itself_in_nothing() {
        assertThat(new RetryPolicy(3, 0, 0).pauseMs(new TaskId(0, 1), 2)).isZero();
        assertThatThrownBy(() -> new RetryPolicy(0, 0, 0)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> new RetryPolicy(101, 0, 0)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> new RetryPolicy(3, 2, 1)).isInstanceOf(Rejected.class);
    }
}
