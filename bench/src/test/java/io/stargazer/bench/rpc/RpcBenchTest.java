package io.stargazer.bench.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import io.stargazer.bench.rpc.process.Pair;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmark itself goes on working, with all its peers, as processes (RP-3). */
class RpcBenchTest {

    @Test
    void every_subject_is_measured_and_put_beside_ours() throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ByteArrayOutputStream people = new ByteArrayOutputStream();
        Report report = new Report("rpc", print(lines), print(people));
        RpcBench bench = new RpcBench();
        bench.run(report, new Plan(1, 0.1, "pingpong-32B", ""));
        report.table();
        assertThat(report.medians())
                .as(text(people))
                .filteredOn(median -> median.stat().equals("p50") && median.value() > 0)
                .extracting(Report.Median::subject)
                .containsExactlyElementsOf(bench.subjects());
        assertThat(text(lines).lines()).hasSize(2 * bench.subjects().size());
        assertThat(text(people)).containsPattern("netty +[0-9.]+ +[0-9.]+ +<= 1.10 x +[a-zA-Z]+");
    }

    @Test
    void dubbo_answers_when_nobody_waits() throws Exception {
        try (Pair pair = new Pair(Subject.DUBBO, Workload.async(32, 10))) {
            assertThat(pair.press(0.1).client().calls()).isPositive();
        }
    }

    @Test
    void every_goal_is_about_a_case_that_exists() {
        assertThat(new RpcBench().cases())
                .containsAll(RpcGoals.ALL.stream().map(Goal::name).toList());
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
