package io.stargazer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures are lines for programs and a table for people. */
class ReportTest {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final ByteArrayOutputStream people = new ByteArrayOutputStream();
    private final Report report = new Report("b", print(lines), print(people));

    @Test
    void each_round_is_a_line_and_the_table_shows_the_spread() {
        for (double value : new double[] {812, 7.254, 90}) {
            report.figure("c", "stargazer", "p50", value, "us");
        }
        report.absent("nacos", "not installed here");
        report.table();
        assertThat(text(lines).lines())
                .containsExactly(
                        "{\"bench\":\"b\",\"case\":\"c\",\"subject\":\"stargazer\",\"round\":1,"
                                + "\"stat\":\"p50\",\"value\":812,\"unit\":\"us\"}",
                        "{\"bench\":\"b\",\"case\":\"c\",\"subject\":\"stargazer\",\"round\":2,"
                                + "\"stat\":\"p50\",\"value\":7.25,\"unit\":\"us\"}",
                        "{\"bench\":\"b\",\"case\":\"c\",\"subject\":\"stargazer\",\"round\":3,"
                                + "\"stat\":\"p50\",\"value\":90,\"unit\":\"us\"}");
        assertThat(text(people)).contains("nacos: absent (not installed here)");
        assertThat(text(people).lines().toList().getLast())
                .matches("c +stargazer +p50 +7.25 +90 +812 +us \\(3 rounds\\)");
    }

    @Test
    void the_median_of_an_even_number_lies_between() {
        assertThat(Report.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void what_comes_after_the_table_sees_the_medians() {
        report.figure("c", "stargazer", "rate", 2, "/s");
        report.figure("c", "stargazer", "rate", 4, "/s");
        report.afterTable(shown -> shown.println(report.medians()));
        report.table();
        assertThat(text(people).lines().toList().getLast())
                .contains("name=c", "subject=stargazer", "stat=rate", "value=3.0");
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
