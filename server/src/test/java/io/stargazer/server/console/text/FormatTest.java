package io.stargazer.server.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FormatTest {

    private static final Words ENGLISH = Words.ENGLISH;

    @Test
    void numbers_carry_units_and_no_needless_digits() {
        assertThat(Format.rate(ENGLISH, 0)).hasToString("0 /s");
        assertThat(Format.rate(ENGLISH, 0.44)).hasToString("0.4 /s");
        assertThat(Format.rate(ENGLISH, 3456.7)).hasToString("3,457 /s");
        assertThat(Format.bytes(ENGLISH, 512)).hasToString("512 B");
        assertThat(Format.bytes(ENGLISH, 130L << 20)).hasToString("130 MiB");
        assertThat(Format.bytes(ENGLISH, 3L << 29)).hasToString("1.5 GiB");
        assertThat(Format.micros(ENGLISH, 0)).hasToString("–");
        assertThat(Format.micros(ENGLISH, 850)).hasToString("850 µs");
        assertThat(Format.micros(ENGLISH, 1250)).hasToString("1.3 ms");
    }

    @Test
    void moments_are_relative_and_exact() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        assertThat(Format.ago(ENGLISH, now, now.toEpochMilli() - 3_000))
                .isEqualTo(new Format.Moment("just now", "2026-03-01 11:59:57 UTC"));
        assertThat(Format.ago(ENGLISH, now, now.toEpochMilli() - 39_000).text())
                .isEqualTo("30 s ago");
        assertThat(Format.ago(ENGLISH, now, now.toEpochMilli() - 7_200_000).text())
                .isEqualTo("2 h ago");
        assertThat(Format.ago(Words.CHINESE, now, now.toEpochMilli() - 180_000).text())
                .isEqualTo("3 分钟前");
        assertThat(Format.until(ENGLISH, now, now.toEpochMilli() + 3_600_000).text())
                .isEqualTo("in 1 h 0 min");
    }

    @Test
    void sparklines_keep_within_their_box() {
        Sparkline line = Sparkline.fromZero(new double[] {0, 10, 5});
        assertThat(line.line()).isEqualTo("M0.0 30.0L60.0 2.0L120.0 16.0");
        assertThat(line.area()).isEqualTo(line.line() + "V32H0Z");
        assertThat(Sparkline.fromLeast(new double[] {7, 7}).line())
                .isEqualTo("M0.0 30.0L120.0 30.0");
        assertThat(Sparkline.fromZero(new double[0])).isEqualTo(Sparkline.FLAT);
    }
}
