package io.stargazer.bench.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import io.stargazer.bench.tasks.process.Subject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The benchmark itself goes on working, as processes with disks (TK-1, TK-3, TK-4, TK-6, TK-8). */
class TasksBenchTest {

    private final ByteArrayOutputStream people = new ByteArrayOutputStream();
    private final Report report =
            new Report("tasks", print(new ByteArrayOutputStream()), print(people));

    @Test
    void every_goal_is_about_a_case_that_exists() {
        assertThat(new TasksBench().cases())
                .containsAll(TaskGoals.ALL.stream().map(Goal::name).toList());
    }

    @Test
    void tasks_are_done_and_what_is_durable_stands_beside() throws Exception {
        run("start-latency", "stargazer");
        assertThat(measured())
                .as(shown())
                .containsExactly("start-latency stargazer p50", "start-latency stargazer p99");
        assertThat(shown())
                .containsPattern("start-latency +stargazer +p50 .*; fdatasync on a majority");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "STARGAZER")
    void a_peer_is_measured_beside_or_named_as_absent(Subject peer) throws Exception {
        run("e2e-durable-n1", peer.title());
        boolean isAbsent = shown().contains("apt-get install");
        assumeFalse(isAbsent && !"true".equals(System.getenv("CI")), this::shown);
        assertThat(measured())
                .as(shown())
                .containsExactly("e2e-durable-n1 " + peer.title() + " rate");
    }

    @Test
    void the_tasks_of_an_executor_that_is_killed_begin_elsewhere() throws Exception {
        run("reassign-break", "stargazer");
        assertThat(measured()).as(shown()).containsExactly("reassign-break stargazer max");
    }

    @Test
    void a_job_is_split_done_and_merged() throws Exception {
        run("parts-10000", "stargazer");
        assertThat(measured()).as(shown()).containsExactly("parts-300 stargazer total");
    }

    @Test
    void predictions_are_compared_with_what_happens() throws Exception {
        run("deadline-calibration", "stargazer");
        assertThat(shown())
                .containsPattern(
                        "deadline-calibration +stargazer +hit-rate"
                                + "|of 300 tasks \\d+ were predicted, none to be on time");
    }

    @Test
    void what_waits_is_weighed_and_read_again_after_a_restart() throws Exception {
        run("queued-1000000", "stargazer");
        assertThat(measured())
                .as(shown())
                .containsExactly(
                        "queued-300 stargazer submit",
                        "queued-300 stargazer memory",
                        "queued-300 stargazer restart",
                        "queued-300 stargazer counting",
                        "queued-300 stargazer listing");
    }

    private void run(String onlyCase, String onlySubject) throws Exception {
        Plan.Scale small = new Plan.Scale(300, 1);
        new TasksBench().run(report, new Plan(1, 0.2, onlyCase, onlySubject, small));
        report.table();
    }

    private List<String> measured() {
        return report.medians().stream()
                .map(median -> "%s %s %s".formatted(median.name(), median.subject(), median.stat()))
                .toList();
    }

    private String shown() {
        return people.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
