package io.stargazer.api.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RP-8: the buckets of durations; they are on the wire, so they never change. */
final class LatencyScaleTest {

    @Test
    void buckets_follow_one_another_without_gap_or_overlap() {
        for (int bucket = 0; bucket < LatencyScale.SIZE - 1; bucket++) {
            long last = LatencyScale.to(bucket) - 1;
            assertThat(LatencyScale.bucket(LatencyScale.from(bucket))).isEqualTo(bucket);
            assertThat(LatencyScale.bucket(last)).isEqualTo(bucket);
            assertThat(LatencyScale.bucket(last + 1)).isEqualTo(bucket + 1);
        }
    }

    @Test
    void a_bucket_is_an_eighth_of_its_beginning_at_most() {
        for (int bucket = 1; bucket < LatencyScale.SIZE; bucket++) {
            long from = LatencyScale.from(bucket);
            assertThat(LatencyScale.to(bucket) - from).isBetween(1L, from / 8);
        }
    }

    @Test
    void whatever_is_longer_than_the_scale_is_in_its_last_bucket() {
        assertThat(LatencyScale.bucket(Long.MAX_VALUE)).isEqualTo(LatencyScale.SIZE - 1);
        assertThat(LatencyScale.bucket(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "127, 0",
        "128, 1",
        "255, 8",
        "256, 9",
        "1000, 24",
        "1000000, 104",
        "1000000000, 183",
        "60000000000, 230"
    })
    void the_scale_is_what_it_was_when_it_was_shipped(long nanos, int bucket) {
        assertThat(LatencyScale.bucket(nanos)).isEqualTo(bucket);
    }
}
