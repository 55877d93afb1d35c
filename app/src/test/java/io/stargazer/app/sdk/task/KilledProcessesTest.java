package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.submit.TaskHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @TempDir Path folder;
    private final List<JavaProcess> servers = new ArrayList<>();
    private String address;
    private TaskProcesses tasks;
    private Ledger ledger;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + free.getLocalPort();
        }
        Files.writeString(folder.resolve("server.properties"), "identity.auto-register = true\n");
        tasks = new TaskProcesses(folder, address, application -> "a secret of some length");
        ledger = tasks.ledger();
    }

    @AfterEach
    void stop() {
        tasks.close();
        servers.forEach(JavaProcess::close);
    }

    @Test
    void whatever_was_accepted_is_done_whoever_is_killed() throws Exception {
        JavaProcess server = server();
        JavaProcess one = tasks.worker();
        JavaProcess two = tasks.worker();
        JavaProcess submitter = tasks.submitter();
        for (int round = 0; round < 2; round++) {
            tasks.awaitMoreAccepted();
            one.kill();
            one = tasks.worker();
            tasks.awaitMoreAccepted();
            server.kill();
            server = server();
            tasks.awaitMoreAccepted();
            submitter.kill();
            submitter = tasks.submitter();
            tasks.awaitMoreAccepted();
            two.kill();
            server.kill();
            server = server();
            two = tasks.worker();
        }
        tasks.awaitMoreAccepted();
        submitter.kill();
        tasks.requireAllDone();
    }

    @Test
    void the_effect_of_an_attempt_that_was_given_up_is_refused() throws Exception {
        JavaProcess server = server();
        JavaProcess frozen = tasks.worker();
        try (Stargazer wanting = Stargazer.connect(tasks.options("wanting"))) {
            TaskHandle<Long> handle =
                    wanting.tasks()
                            .submit("append-when-told", 1, Long.class, SubmitterProcess.PATIENT);
            assertThat(frozen.awaitLine()).isEqualTo("begun 1");
            frozen.signal("STOP");
            JavaProcess other = tasks.worker();
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
        try (Stargazer wanting = Stargazer.connect(tasks.options("wanting"))) {
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
            tasks.worker();
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
        servers.add(server);
        assertThat(server.awaitUrl()).isEqualTo("http://" + address);
        return server;
    }
}
