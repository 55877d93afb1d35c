package io.stargazer.server.task.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.api.task.TaskType;
import io.stargazer.server.task.forecast.MeasuredType.DurationScale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is learnt from attempts that ended. */
final class ServiceTimesTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");

    private final ServiceTimes times = new ServiceTimes();

    @Test
    void nothing_is_said_of_a_type_that_was_hardly_measured() {
        assertThat(times.of(RESIZE)).isNull();
        record(ServiceTimes.FEWEST - 1, 1000);
        assertThat(times.of(RESIZE)).isNull();
        record(1, 1000);
        assertThat(known().mean()).isCloseTo(1000, within(1e-6));
    }

    @Test
    void equal_durations_are_kept_exactly() {
        record(500, 123_457);

        assertThat(known().mean()).isCloseTo(123_457, within(1e-3));
        assertThat(known().deviation()).isLessThan(1);
    }

    @Test
    void what_was_measured_lately_weighs_more() {
        record(5000, 1000);
        record(2 * MeasuredType.WINDOW, 9000);

        // e^-2 of the weight is left to the first ones.
        assertThat(known().mean()).isBetween(7700d, 8100d);
    }

    @Test
    void a_million_measurements_do_not_outgrow_a_number() {
        record(1_000_000, 1000);
        record(5 * MeasuredType.WINDOW, 3000);

        assertThat(known().mean()).isBetween(2950d, 3000d);
    }

    @Test
    void the_share_of_failures_is_known() {
        for (int i = 0; i < 1000; i++) {
            times.record(RESIZE, 1000);
            if (i % 4 == 0) {
                times.failed(RESIZE);
            }
        }

        assertThat(known().failing()).isCloseTo(0.25, within(0.01));
    }

    @Test
    void few_measurements_promise_little_about_the_longest() {
        record(20, 1000);

        SplittableRandom random = new SplittableRandom(3);
        int longer = 0;
        for (int i = 0; i < 10_000; i++) {
            longer += known().draw(random) > 1000.5 ? 1 : 0;
        }
        assertThat(longer).isBetween(350, 620); // one in 21
    }

    @Test
    void draws_are_distributed_as_what_was_measured() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            times.record(RESIZE, 1 + random.nextInt(100_000));
        }

        int below = 0;
        for (int i = 0; i < 20_000; i++) {
            below += known().draw(random) < 30_000 ? 1 : 0;
        }
        assertThat(below / 20_000d).isCloseTo(0.3, within(0.05));
    }

    @Test
    void every_duration_has_a_bucket_that_is_at_most_an_eighth_wide() {
        int before = -1;
        for (long micros = 0; micros < DurationScale.LONGEST_MICROS; micros += 1 + micros / 9) {
            int bucket = DurationScale.bucketOf(micros);
            assertThat(bucket).isBetween(before, DurationScale.BUCKETS - 1);
            assertThat(DurationScale.bucketOf(micros + micros / 7 + 1)).isGreaterThan(bucket);
            before = bucket;
        }
        assertThat(DurationScale.bucketOf(-1)).isZero();
        assertThat(DurationScale.bucketOf(Long.MAX_VALUE)).isEqualTo(DurationScale.BUCKETS - 1);
    }

    @Test
    void the_type_that_was_not_measured_for_longest_gives_way() {
        record(ServiceTimes.FEWEST, 1000);
        for (int i = 0; i < ServiceTimes.MOST_TYPES; i++) {
            times.record(new TaskType("default", "type-" + i), 1000);
        }

        assertThat(times.of(RESIZE)).isNull();
    }

    private void record(int attempts, long micros) {
        for (int i = 0; i < attempts; i++) {
            times.record(RESIZE, micros);
        }
    }

    private Durations known() {
        return Objects.requireNonNull(times.of(RESIZE));
    }
}
