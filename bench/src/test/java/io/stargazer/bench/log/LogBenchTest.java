package io.stargazer.bench.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stargazer.bench.Goal;
import io.stargazer.bench.Plan;
import io.stargazer.bench.Report;
import io.stargazer.bench.log.servers.EtcdServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmark itself goes on working, as processes with disks (CL-1, CL-2). */
class LogBenchTest {

    private final ByteArrayOutputStream people = new ByteArrayOutputStream();
    private final Report report =
            new Report("log", print(new ByteArrayOutputStream()), print(people));

    @Test
    void every_goal_is_about_a_case_that_exists() {
        assertThat(new LogBench().cases())
                .containsAll(LogGoals.ALL.stream().map(Goal::name).toList());
    }

    @Test
    void writes_are_measured_and_what_is_durable_stands_beside() throws Exception {
        run("write-w256-n1", "stargazer");
        assertThat(measured()).containsExactly("write-w256-n1 stargazer rate");
        assertThat(shown())
                .containsPattern("write-w256-n1 +stargazer +rate .*; fdatasync on a majority");
    }

    @Test
    void etcd_is_measured_beside_or_named_as_absent() throws Exception {
        run("write-w256-n1", "etcd");
        assumeTrue(EtcdServers.program().isPresent(), EtcdServers.ABSENT);
        assertThat(measured()).as(shown()).containsExactly("write-w256-n1 etcd rate");
    }

    @Test
    void the_leader_is_killed_and_another_accepts_a_write() throws Exception {
        run("failover-n3", "stargazer");
        assertThat(measured())
                .as(shown())
                .containsExactly("failover-n3 stargazer median", "failover-n3 stargazer max");
    }

    @Test
    void what_was_registered_is_there_after_a_restart() throws Exception {
        run("restart-1000000", "stargazer");
        assertThat(measured()).as(shown()).containsExactly("restart-2000 stargazer ready");
    }

    @Test
    void an_instance_takes_some_bytes_and_not_kilobytes() {
        assertThat(StateProcess.bytesEach(20_000)).isBetween(50.0, 4096.0);
    }

    @Test
    void every_transport_carries_the_log() throws Exception {
        run("transport-w256-n3", "");
        assertThat(measured())
                .as(shown())
                .containsExactly(
                        "transport-w256-n3 stargazer-rpc rate",
                        "transport-w256-n3 ratis-netty rate",
                        "transport-w256-n3 ratis-grpc rate");
    }

    private void run(String onlyCase, String onlySubject) throws Exception {
        Plan.Scale small = new Plan.Scale(2000, 1);
        new LogBench().run(report, new Plan(1, 0.2, onlyCase, onlySubject, small));
        report.table();
    }

    private List<String> measured() {
        return report.medians().stream()
                .filter(median -> median.value() > 0)
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
