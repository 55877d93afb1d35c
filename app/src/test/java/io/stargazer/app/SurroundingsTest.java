package io.stargazer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.RelativeTime;
import io.stargazer.app.terminal.Surroundings;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The user's language, times and tables (UI-6). */
final class SurroundingsTest {

    private static final Instant NOW = CommandLineRun.NOW;

    @Test
    void language_is_that_of_the_first_variable_that_says_one() {
        assertThat(Surroundings.language(Map.of("LANG", "zh_CN.UTF-8"))).isEqualTo(Locale.CHINA);
        assertThat(Surroundings.language(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "en_GB.UTF-8")))
                .isEqualTo(Locale.UK);
        assertThat(Surroundings.language(Map.of("LANG", "de_DE@euro", "LC_MESSAGES", "")))
                .isEqualTo(Locale.GERMANY);
    }

    @Test
    void times_are_said_in_the_coarsest_unit() {
        assertThat(ago(Duration.ofMillis(1500))).isEqualTo("just now");
        assertThat(ago(Duration.ofSeconds(59))).isEqualTo("59 s ago");
        assertThat(ago(Duration.ofMinutes(59))).isEqualTo("59 min ago");
        assertThat(ago(Duration.ofHours(47))).isEqualTo("47 h ago");
        assertThat(ago(Duration.ofDays(2))).isEqualTo("2 d ago");
        assertThat(ago(Duration.ofMinutes(-3))).isEqualTo("in 3 min");
    }

    @Test
    void columns_count_wide_characters_twice_and_accents_not_at_all() {
        Table table = new Table(List.of("A", "B"));
        table.add(Cell.of("服务"), Cell.of("x")).add(Cell.of("e\u0301"), Cell.of("y"));
        assertThat(table.lines(false)).containsExactly("A     B", "服务  x", "e\u0301     y");
    }

    private static String ago(Duration past) {
        return RelativeTime.of(NOW.minus(past), NOW, new Messages(Locale.ENGLISH));
    }
}
