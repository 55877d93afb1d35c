package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.submit.TaskHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;

/**
 * Executors and submitters in processes of their own, to be killed, and what they have promised and
 * done. One submitter at a time.
 */
final class TaskProcesses implements AutoCloseable {

    /** Submitted by each life of the submitter at most. */
    private static final int A_LIFE = 1_000_000;

    private final Path folder;
    private final String servers;
    private final UnaryOperator<String> secrets;
    private final Ledger ledger;
    private final Set<Integer> accepted = new ConcurrentSkipListSet<>();
    private final List<JavaProcess> processes = new ArrayList<>();
    private int submitters;

    /**
     * @param servers {@code host:port} of each, with commas between them
     * @param secrets the secret of an application, by its name
     */
    TaskProcesses(Path folder, String servers, UnaryOperator<String> secrets) throws IOException {
        this.folder = folder;
        this.servers = servers;
        this.secrets = secrets;
        this.ledger = new Ledger(folder.resolve("ledger"));
    }

    Ledger ledger() {
        return ledger;
    }

    /** Starts an executor; returns when it takes tasks. */
    JavaProcess worker() throws IOException {
        JavaProcess worker = process(WorkerProcess.class, "working");
        assertThat(worker.awaitLine()).isEqualTo("ready");
        return worker;
    }

    /** Starts a submitter, which goes on where the one before may have been. */
    JavaProcess submitter() throws IOException {
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

    void awaitMoreAccepted() {
        int before = accepted.size();
        Eventually.holds("20 more are accepted", () -> accepted.size() >= before + 20);
    }

    /** Every task that was accepted succeeds, and its last effect is that of its result. */
    void requireAllDone() throws IOException {
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
                        .endsWith(fence)
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    private JavaProcess process(Class<?> program, String application, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("ledger").toString()));
        arguments.addAll(List.of(more));
        JavaProcess process =
                JavaProcess.of(
                        folder,
                        program,
                        Map.of(
                                "STARGAZER_SERVERS", servers,
                                "STARGAZER_APPLICATION", application,
                                "STARGAZER_SECRET", secrets.apply(application)),
                        arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /** For an application in the process of the test. */
    Options options(String application) {
        return Options.of(servers, application, secrets.apply(application))
                .withCacheDirectory(folder.resolve("cache").resolve(application))
                .withConnectTimeout(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        processes.reversed().forEach(JavaProcess::close);
    }
}
