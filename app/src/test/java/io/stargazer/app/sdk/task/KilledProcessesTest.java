package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.submit.TaskHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TK-2, TK-3, TK-4, TK-6: server, executors and submitter are processes, and are killed with -9.
 */
@Timeout(300)
class KilledProcessesTest {

    /** Submitted by each life of the submitter at most. */
    private static final int A_LIFE = 1_000;

    @TempDir Path folder;
    private final Set<Integer> accepted = new ConcurrentSkipListSet<>();
    private final List<JavaProcess> processes = new ArrayList<>();
    private String address;
    private Ledger ledger;
    private int submitters;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + free.getLocalPort();
        }
        Files.writeString(folder.resolve("server.properties"), "identity.auto-register = true\n");
        ledger = new Ledger(folder.resolve("ledger"));
    }

    @AfterEach
    void stop() {
        processes.reversed().forEach(JavaProcess::close);
    }

    @Test
    void whatever_was_accepted_is_done_whoever_is_killed() throws Exception {
        JavaProcess server = server();
        JavaProcess one = worker();
        JavaProcess two = worker();
        JavaProcess submitter = submitter();
        for (int round = 0; round < 2; round++) {
            awaitMoreAccepted();
            one.kill();
            one = worker();
            awaitMoreAccepted();
            server.kill();
            server = server();
            awaitMoreAccepted();
            submitter.kill();
            submitter = submitter();
            awaitMoreAccepted();
            two.kill();
            server.kill();
            server = server();
            two = worker();
        }
        awaitMoreAccepted();
        submitter.kill();
        requireAllDone();
    }

    private void requireAllDone() throws IOException {
        try (Stargazer looking = Stargazer.connect(options("looking"))) {
            List<Integer> numbers = List.copyOf(accepted);
            List<TaskHandle<Long>> handles = new ArrayList<>();
            for (int number : numbers) {
                handles.add(
                        looking.tasks()
                                .submit(
                                        "append",
                                        number,
                                        Long.class,
                                        SubmitterProcess.PATIENT.withKey("n-" + number)));
            }
            for (int i = 0; i < numbers.size(); i++) {
                long fence = handles.get(i).await();
                assertThat(ledger.fences(numbers.get(i)))
                        .as("task %d had its effect, in the order of the fences", numbers.get(i))
                        .contains(fence)
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void the_effect_of_an_attempt_that_was_given_up_is_refused() throws Exception {
        JavaProcess server = server();
        JavaProcess frozen = worker();
        try (Stargazer wanting = Stargazer.connect(options("wanting"))) {
            TaskHandle<Long> handle =
                    wanting.tasks()
                            .submit("append-when-told", 1, Long.class, SubmitterProcess.PATIENT);
            assertThat(frozen.awaitLine()).isEqualTo("begun 1");
            frozen.signal("STOP");
            JavaProcess other = worker();
            Files.createFile(folder.resolve("ledger/told-2"));
            long fence = handle.await();
            assertThat(other.awaitLine()).isEqualTo("begun 2");
            assertThat(ledger.fences(1)).containsExactly(fence);
            assertThat(ledger.refusals()).isEmpty();
            Files.createFile(folder.resolve("ledger/told-1"));
            frozen.signal("CONT");
            Eventually.holds("the first is refused", () -> refusals() == 1);
            assertThat(ledger.refusals().getFirst()).isLessThan(fence);
            assertThat(ledger.fences(1)).containsExactly(fence);
        }
        assertThat(server.errors()).doesNotContain("Exception");
    }

    @Test
    void ephemeral_tasks_are_lost_with_the_server_and_submitted_again_by_who_waits()
            throws Exception {
        JavaProcess server = server();
        try (Stargazer wanting = Stargazer.connect(options("wanting"))) {
            List<TaskHandle<Integer>> handles = new ArrayList<>();
            for (int number = 0; number < 50; number++) {
                handles.add(
                        wanting.tasks()
                                .submit(
                                        "next",
                                        number,
                                        Integer.class,
                                        SubmitterProcess.PATIENT.ephemeral()));
            }
            handles.forEach(handle -> handle.receipt().join());
            server.kill();
            server();
            worker();
            for (int number = 0; number < 50; number++) {
                assertThat(handles.get(number).await()).isEqualTo(number + 1);
            }
        }
    }

    private int refusals() {
        try {
            return ledger.refusals().size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitMoreAccepted() {
        int before = accepted.size();
        Eventually.holds("20 more are accepted", () -> accepted.size() >= before + 20);
    }

    private JavaProcess server() throws IOException {
        JavaProcess server =
                JavaProcess.stargazer(
                        folder,
                        "server",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--port",
                        address.substring(address.indexOf(':') + 1),
                        "--config",
                        folder.resolve("server.properties").toString());
        processes.add(server);
        assertThat(server.awaitUrl()).isEqualTo("http://" + address);
        return server;
    }

    private JavaProcess worker() throws IOException {
        JavaProcess worker = process(WorkerProcess.class, "working");
        assertThat(worker.awaitLine()).isEqualTo("ready");
        return worker;
    }

    private JavaProcess submitter() throws IOException {
        int first = 1 + A_LIFE * submitters++;
        JavaProcess submitter =
                process(SubmitterProcess.class, "submitting", "" + first, "" + A_LIFE);
        Thread.ofVirtual().start(() -> listen(submitter));
        return submitter;
    }

    /** Until it is killed, or has nothing more to say. */
    private void listen(JavaProcess submitter) {
        submitter
                .lines()
                .filter(line -> line.startsWith("accepted "))
                .forEach(line -> accepted.add(Integer.valueOf(line.substring(9))));
    }

    private JavaProcess process(Class<?> program, String application, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("ledger").toString()));
        arguments.addAll(List.of(more));
        Options options = options(application);
        JavaProcess process =
                JavaProcess.of(
                        folder,
                        program,
                        Map.of(
                                "STARGAZER_SERVERS", address,
                                "STARGAZER_APPLICATION", application,
                                "STARGAZER_SECRET", options.secret()),
                        arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private Options options(String application) {
        return Options.of(address, application, "a secret of some length")
                .withCacheDirectory(folder.resolve("cache").resolve(application))
                .withConnectTimeout(Duration.ofSeconds(60));
    }
}
