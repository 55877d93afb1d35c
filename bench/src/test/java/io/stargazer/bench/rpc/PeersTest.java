package io.stargazer.bench.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Peer.Serving;
import io.stargazer.bench.rpc.process.Subject;
import io.stargazer.bench.rpc.process.Workload;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every peer answers every workload that it is measured with (RP-3), here within one process. Dubbo
 * is one of a kind in a process: {@link RpcBenchTest} has it in two.
 */
class PeersTest {

    /** A subject in one of its cases. */
    record Task(LoadCase load, Subject subject) {
        @Override
        public String toString() {
            return load.name() + " " + subject.title();
        }
    }

    static List<Task> tasks() {
        return RpcBench.CASES.stream()
                .filter(LoadCase.class::isInstance)
                .map(LoadCase.class::cast)
                .flatMap(load -> load.subjects().stream().map(subject -> new Task(load, subject)))
                .filter(task -> task.subject() != Subject.DUBBO)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void each_call_is_answered_with_as_many_bytes(Task task) throws Exception {
        Workload workload = task.load().workload();
        try (Peer server = task.subject().peer();
                Peer client = task.subject().peer()) {
            Serving serving = server.serve(workload.variant(), 0);
            Load load = workload.connect(client, List.of(serving.address()));
            Measurement measured = load.run(0.1);
            assertThat(measured.failed()).isZero();
            assertThat(measured.calls()).isPositive();
            assertThat(Measurement.parse(measured.line())).isEqualTo(measured);
        }
    }
}
