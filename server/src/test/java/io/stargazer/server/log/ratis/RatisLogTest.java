package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ReplicatedLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1: the log of one server keeps what it has acknowledged, in order. */
@Timeout(60)
class RatisLogTest {

    @TempDir Path directory;

    static RatisLogOptions options(Path directory, long snapshotEntries) {
        return new RatisLogOptions(
                "s1",
                directory,
                snapshotEntries,
                64 << 20,
                Duration.ofMillis(150),
                Duration.ofMillis(300),
                true);
    }

    static RatisLog start(Path directory, Notebook notebook) throws Exception {
        RatisLog log = RatisLog.start(options(directory, 1_000_000), notebook);
        notebook.awaitLeading();
        return log;
    }

    static long propose(ReplicatedLog log, String text) throws Exception {
        return log.propose(text.getBytes(StandardCharsets.UTF_8)).get(10, TimeUnit.SECONDS);
    }

    @Test
    void lone_voter_leads_without_waiting_for_an_election_timeout() throws Exception {
        Notebook notebook = new Notebook();
        RatisLogOptions patient =
                new RatisLogOptions(
                        "s1",
                        directory,
                        100,
                        100,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(6),
                        true);
        try (RatisLog log = RatisLog.start(patient, notebook)) {
            notebook.awaitLeading();
            assertThat(log.status().leading()).isTrue();
            assertThat(log.status().voters()).extracting(Member::id).containsExactly("s1");
        }
    }

    @Test
    void acknowledged_entry_has_been_applied() throws Exception {
        Notebook notebook = new Notebook();
        try (RatisLog log = start(directory, notebook)) {
            long one = propose(log, "one");
            assertThat(notebook.texts()).containsExactly("one");
            long two = propose(log, "two");
            assertThat(two).isEqualTo(one + 1);
            assertThat(log.status().applied()).isEqualTo(two);
            assertThat(log.status().committed()).isEqualTo(two);
        }
    }

    @Test
    void entries_proposed_without_waiting_are_applied_in_order() throws Exception {
        Notebook notebook = new Notebook();
        try (RatisLog log = start(directory, notebook)) {
            List<CompletableFuture<Long>> all = new ArrayList<>();
            List<String> texts = IntStream.range(0, 2_000).mapToObj(i -> "e" + i).toList();
            for (String text : texts) {
                all.add(log.propose(text.getBytes(StandardCharsets.UTF_8)));
            }
            for (CompletableFuture<Long> one : all) {
                one.get(10, TimeUnit.SECONDS);
            }
            assertThat(notebook.texts()).isEqualTo(texts);
        }
    }

    @Test
    void restart_brings_back_every_entry_before_it_leads() throws Exception {
        for (int run = 0; run < 3; run++) {
            Notebook notebook = new Notebook();
            try (RatisLog log = start(directory, notebook)) {
                assertThat(notebook.texts())
                        .isEqualTo(IntStream.range(0, run).mapToObj(i -> "run" + i).toList());
                propose(log, "run" + run);
            }
        }
    }

    @Test
    void barrier_completes_after_all_acknowledged_entries_are_applied() throws Exception {
        Notebook notebook = new Notebook();
        try (RatisLog log = start(directory, notebook)) {
            propose(log, "before");
            log.barrier().get(10, TimeUnit.SECONDS);
            assertThat(notebook.texts()).containsExactly("before");
        }
    }

    @Test
    void proposing_to_a_closed_log_is_refused_and_safe_to_repeat_elsewhere() throws Exception {
        RatisLog log = start(directory, new Notebook());
        log.close();
        assertThatThrownBy(() -> propose(log, "late"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Unavailable.NotLeader.class);
        assertThatThrownBy(() -> log.barrier().get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.NotLeader.class);
        assertThatThrownBy(() -> log.snapshot().get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(Unavailable.NotLeader.class);
    }

    @Test
    void entries_in_flight_while_closing_are_acknowledged_or_indeterminate_never_refused()
            throws Exception {
        Notebook notebook = new Notebook();
        RatisLog log = start(directory, notebook);
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(log.propose(("e" + i).getBytes(StandardCharsets.UTF_8)));
        }
        log.close();
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            CompletableFuture<Long> one = all.get(i);
            assertThat(one).isDone();
            if (one.isCompletedExceptionally()) {
                assertThat(one.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
            } else {
                acknowledged.add("e" + i);
            }
        }
        Notebook after = new Notebook();
        try (RatisLog again = start(directory, after)) {
            assertThat(after.texts()).containsAll(acknowledged);
            assertThat(again.status().leading()).isTrue();
        }
    }

    @Test
    void largest_entry_is_taken_and_a_larger_one_is_a_bug_of_the_caller() throws Exception {
        Notebook notebook = new Notebook();
        try (RatisLog log = start(directory, notebook)) {
            propose(log, "x".repeat(ReplicatedLog.MAX_ENTRY_BYTES));
            assertThat(notebook.texts().getFirst()).hasSize(ReplicatedLog.MAX_ENTRY_BYTES);
            assertThatThrownBy(() -> log.propose(new byte[ReplicatedLog.MAX_ENTRY_BYTES + 1]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> log.propose(new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void bug_in_the_machine_is_said_once_and_nothing_is_applied_after_it() throws Exception {
        Notebook notebook = new Notebook();
        try (RatisLog log = start(directory, notebook)) {
            propose(log, "fine");
            CompletableFuture<Long> bug = log.propose("bug".getBytes(StandardCharsets.UTF_8));
            Notebook.Failure failure = notebook.failure.get(10, TimeUnit.SECONDS);
            assertThat(failure.sentence())
                    .contains("cannot be applied")
                    .contains("a bug in the machine");
            assertThatThrownBy(() -> bug.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(Unavailable.Indeterminate.class);
            assertThatThrownBy(() -> propose(log, "after"))
                    .hasCauseInstanceOf(Unavailable.NotLeader.class);
            assertThat(notebook.texts()).containsExactly("fine");
        }
    }

    @Test
    void opens_no_port_and_leaves_the_process_wide_exception_handler_alone() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try (RatisLog log = start(directory, new Notebook())) {
            propose(log, "one");
            assertThat(log.status().leading()).isTrue();
            assertThat(Sockets.listening()).isEmpty();
            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
        }
    }
}
