package io.stargazer.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.app.demo.TextStatistics.Statistics;
import io.stargazer.app.terminal.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo must see what is lost and what is wrong, else its "ok" says nothing. */
class DemoJobTest {

    @TempDir Path folder;

    private final TextStatistics right = new TextCounter();

    @Test
    void right_answers_are_identical() throws Exception {
        DemoJob.Comparison comparison = run(right);
        assertThat(comparison.isIdentical()).isTrue();
        assertThat(comparison.calls()).isEqualTo(3);
        assertThat(comparison.plain().lines()).isEqualTo(3);
    }

    @Test
    void a_wrong_answer_is_a_difference() throws Exception {
        DemoJob.Comparison comparison =
                run(text -> {
                    Statistics answer = right.count(text);
                    return text.path().endsWith("B.java")
                            ? new Statistics(
                                    answer.lines() + 1,
                                    answer.characters(),
                                    answer.longestLine(),
                                    answer.words())
                            : answer;
                });
        assertThat(comparison.isIdentical()).isFalse();
        assertThat(comparison.different()).isEqualTo(1);
        assertThat(comparison.lost()).isZero();
    }

    @Test
    void an_answer_that_never_came_is_lost_and_its_reason_is_kept() throws Exception {
        DemoJob.Comparison comparison =
                run(text -> {
                    if (text.path().endsWith("C.java")) {
                        throw new Unavailable.Unreachable("planted", "planted");
                    }
                    return right.count(text);
                });
        assertThat(comparison.isIdentical()).isFalse();
        assertThat(comparison.lost()).isEqualTo(1);
        assertThat(comparison.firstFailure()).isEqualTo("planted");
    }

    private DemoJob.Comparison run(TextStatistics service) throws Exception {
        for (String name : new String[] {"A", "B", "C"}) {
            Files.writeString(folder.resolve(name + ".java"), "class " + name + " {}\n");
        }
        try (DemoInput input = DemoInput.open(folder, new Messages(Locale.ENGLISH))) {
            DemoJob job = new DemoJob(input, service);
            job.run(sent -> {});
            return job.compare(compared -> {});
        }
    }
}
