package io.stargazer.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TK-7: what cron expressions mean, and which are refused. */
final class CronExpressionTest {

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 3 * * *            | 2026-11-20T03:00    | 2026-11-20T03:00
                    0 3 * * *            | 2026-11-20T03:00:01 | 2026-11-21T03:00
                    */15 9-17 * * MON-FRI| 2026-11-20T17:46    | 2026-11-23T09:00
                    30 10 * * * *        | 2026-11-20T10:00    | 2026-11-20T10:10:30
                    10-50/20 * * * *     | 2026-11-20T10:31    | 2026-11-20T10:50
                    5/20 * * * *         | 2026-11-20T10:31    | 2026-11-20T10:45
                    0 0 L * *            | 2028-02-01T00:00    | 2028-02-29T00:00
                    0 0 L-3 * *          | 2026-02-01T00:00    | 2026-02-25T00:00
                    0 0 LW * *           | 2026-05-01T00:00    | 2026-05-29T00:00
                    0 0 15W * *          | 2026-08-01T00:00    | 2026-08-14T00:00
                    0 0 1W * *           | 2026-08-01T00:00    | 2026-08-03T00:00
                    0 0 31W * *          | 2026-05-01T00:00    | 2026-05-29T00:00
                    0 0 31W * *          | 2026-06-01T00:00    | 2026-07-31T00:00
                    0 0 ? * FRI#2        | 2026-11-01T00:00    | 2026-11-13T00:00
                    0 0 ? * 5L           | 2026-11-01T00:00    | 2026-11-27T00:00
                    0 0 * * 7            | 2026-11-20T00:00    | 2026-11-22T00:00
                    0 0 * * sun,3        | 2026-11-23T00:00    | 2026-11-25T00:00
                    0 0 13 * FRI         | 2026-11-14T00:00    | 2026-11-20T00:00
                    0 0 13 * FRI         | 2026-12-12T00:00    | 2026-12-13T00:00
                    0 0 29 FEB MON       | 2026-11-14T00:00    | 2027-02-01T00:00
                    0 0 29 2 ?           | 2026-11-14T00:00    | 2028-02-29T00:00
                    @yearly              | 2026-01-01T00:00:01 | 2027-01-01T00:00
                    @hourly              | 2026-01-01T00:59    | 2026-01-01T01:00
                    """)
    void next_time_of_the_wall_is_found(String expression, LocalDateTime from, LocalDateTime next) {
        assertThat(CronExpression.parse(expression).nextFrom(from)).contains(next);
    }

    @Test
    void what_never_comes_is_said_to_be_never() {
        assertThat(
                        CronExpression.parse("0 0 30 2 ?")
                                .nextFrom(LocalDateTime.parse("2026-01-01T00:00:00")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "* * * * FRI#6",
                "* * L-32 * *",
                "-1 * * * *",
                "* * ? ? *",
                "1.5 * * * *",
                "* * W * *",
                "@never"
            })
    void what_is_no_expression_is_refused(String text) {
        assertThatThrownBy(() -> CronExpression.parse(text))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("schedule.illegal-cron"));
    }

    @Test
    void the_sentence_names_the_field() {
        assertThatThrownBy(() -> CronExpression.parse("0 25 * * *"))
                .hasMessage("the hour '25' is not 0 to 23");
    }
}
