package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.ReplicatedLog;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandPipelineTest {

    private final HandLog log = new HandLog(false);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1_000));
    private final CommandPipeline<String> pipeline = pipelineOn(log);

    private CommandPipeline<String> pipelineOn(HandLog hand) {
        CommandPipeline<String> made =
                new CommandPipeline<>(hand, now::get, new Random(7), Runnable::run);
        hand.feed(made);
        return made;
    }

    private CompletableFuture<String> submit(String item) {
        return pipeline.submit(Items.bytes(item));
    }

    @Test
    void item_gets_the_result_of_the_machine() {
        CompletableFuture<String> a = submit("a");
        assertThat(a).isNotDone();
        log.acknowledge();
        assertThat(a).isCompletedWithValue("did a");
    }

    @Test
    void all_that_wait_become_one_entry_and_only_one_is_in_flight() {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (String item : List.of("a", "b", "c")) {
            all.add(submit(item));
        }
        assertThat(log.inFlight()).isEqualTo(1);
        log.acknowledge();
        assertThat(log.inFlight()).isEqualTo(1);
        log.acknowledge();
        assertThat(log.inFlight()).isZero();
        assertThat(texts(0)).containsExactly("a");
        assertThat(texts(1)).containsExactly("b", "c");
        assertThat(all)
                .extracting(CompletableFuture::join)
                .containsExactly("did a", "did b", "did c");
    }

    @Test
    void item_is_done_when_it_is_applied_and_what_the_log_says_later_does_not_matter() {
        CompletableFuture<String> a = submit("a");
        CompletableFuture<String> b = submit("b");
        pipeline.applied(log.proposed.getFirst().header(), List.of("applied"));
        assertThat(a).isCompletedWithValue("applied");
        assertThat(texts(1)).as("the next entry has left").containsExactly("b");
        log.fail(new Unavailable.Indeterminate("log.indeterminate", "too late"));
        assertThat(b).isNotDone();
        log.acknowledge();
        assertThat(b).isCompletedWithValue("did b");
    }

    @Test
    void item_is_not_done_by_an_acknowledgement_without_an_application() {
        CompletableFuture<String> a = submit("a");
        log.acknowledgeOnly();
        assertThat(a).isNotDone();
        pipeline.applied(log.proposed.getFirst().header(), List.of("applied"));
        assertThat(a).isCompletedWithValue("applied");
    }

    @Test
    void entries_are_numbered_and_carry_one_proposer() {
        var _ = submit("a");
        log.acknowledge();
        var _ = submit("b");
        log.acknowledge();
        assertThat(log.proposed)
                .extracting(entry -> entry.header().sequence())
                .containsExactly(1L, 2L);
        assertThat(log.proposed.get(0).header().proposer())
                .isEqualTo(log.proposed.get(1).header().proposer())
                .isEqualTo(new Random(7).nextLong());
    }

    @Test
    void time_of_entries_never_goes_back() {
        for (long millis : List.of(1_000L, 500L, 2_000L)) {
            now.set(Instant.ofEpochMilli(millis));
            var _ = submit("a");
            log.acknowledge();
        }
        assertThat(log.proposed)
                .extracting(entry -> entry.header().leaderMillis())
                .containsExactly(1_000L, 1_000L, 2_000L);
    }

    @Test
    void failure_of_the_log_is_the_failure_of_every_item_of_that_entry_and_no_other() {
        CompletableFuture<String> a = submit("a");
        CompletableFuture<String> b = submit("b");
        CompletableFuture<String> c = submit("c");
        Unavailable failure = new Unavailable.Indeterminate("log.indeterminate", "who knows");
        log.acknowledge();
        log.fail(failure);
        CompletableFuture<String> d = submit("d");
        log.acknowledge();
        assertThat(a).isCompletedWithValue("did a");
        assertThat(b.exceptionNow()).isSameAs(failure);
        assertThat(c.exceptionNow()).isSameAs(failure);
        assertThat(d).isCompletedWithValue("did d");
    }

    @Test
    void results_of_other_pipelines_and_of_entries_given_up_are_ignored() {
        CompletableFuture<String> a = submit("a");
        EntryCodec.Header mine = log.proposed.getFirst().header();
        pipeline.applied(
                new EntryCodec.Header(mine.proposer() + 1, mine.sequence(), mine.leaderMillis()),
                List.of("not yours"));
        log.fail(new Unavailable.Indeterminate("log.indeterminate", "who knows"));
        CompletableFuture<String> b = submit("b");
        pipeline.applied(mine, List.of("too late"));
        log.acknowledge();
        assertThat(a).isCompletedExceptionally();
        assertThat(b).isCompletedWithValue("did b");
    }

    @Test
    void wrong_number_of_results_is_a_bug() {
        var _ = submit("a");
        EntryCodec.Header header = log.proposed.getFirst().header();
        assertThatThrownBy(() -> pipeline.applied(header, List.of("x", "y")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("2 results for 1 items");
    }

    @Test
    void largest_item_fits_and_one_byte_more_is_rejected() {
        CompletableFuture<String> fits = pipeline.submit(new byte[EntryCodec.MAX_ITEM_BYTES]);
        log.acknowledge();
        assertThat(fits).isCompleted();
        assertThat(log.sizes).containsExactly(ReplicatedLog.MAX_ENTRY_BYTES);
        Failure refusal = failure(pipeline.submit(new byte[EntryCodec.MAX_ITEM_BYTES + 1]));
        assertThat(refusal).isInstanceOf(Rejected.class);
        assertThat(refusal.status()).isEqualTo(Status.TOO_LARGE);
        assertThat(refusal.code()).isEqualTo("log.too-large");
    }

    @Test
    void entries_stay_below_the_limit_of_the_log() {
        var _ = submit("first");
        for (int i = 0; i < 50; i++) {
            var _ = pipeline.submit(new byte[20_000]);
        }
        while (log.inFlight() > 0) {
            log.acknowledge();
        }
        assertThat(log.sizes).allMatch(size -> size <= CommandPipeline.SHARED_ENTRY_BYTES);
        assertThat(log.sizes).hasSize(5);
    }

    @Test
    void a_large_item_travels_alone() {
        var _ = submit("first");
        var _ = submit("small");
        var _ = pipeline.submit(new byte[1 << 20]);
        var _ = submit("small");
        while (log.inFlight() > 0) {
            log.acknowledge();
        }
        assertThat(log.sizes).hasSize(4);
        assertThat(log.sizes.get(2)).isBetween(1 << 20, ReplicatedLog.MAX_ENTRY_BYTES);
    }

    @Test
    void more_items_than_may_wait_are_refused_and_nothing_is_lost() {
        var _ = submit("in flight");
        List<CompletableFuture<String>> waiting =
                IntStream.range(0, CommandPipeline.MAX_WAITING_ITEMS)
                        .mapToObj(i -> submit("w" + i))
                        .toList();
        Failure refusal = failure(submit("one too many"));
        assertThat(refusal).isInstanceOf(Unavailable.Overloaded.class);
        assertThat(refusal.code()).isEqualTo("log.overloaded");
        while (log.inFlight() > 0) {
            log.acknowledge();
        }
        assertThat(waiting).allMatch(CompletableFuture::isDone);
        assertThat(waiting.getLast()).isCompletedWithValue("did w65535");
        CompletableFuture<String> again = submit("again");
        log.acknowledge();
        assertThat(again).isCompleted();
    }

    @Test
    void more_bytes_than_may_wait_are_refused() {
        var _ = submit("in flight");
        byte[] large = new byte[EntryCodec.MAX_ITEM_BYTES];
        long fitting = CommandPipeline.MAX_WAITING_BYTES / large.length;
        for (long i = 0; i < fitting; i++) {
            assertThat(pipeline.submit(large)).isNotDone();
        }
        assertThat(failure(pipeline.submit(large))).isInstanceOf(Unavailable.Overloaded.class);
    }

    @Test
    void callbacks_that_submit_travel_together_and_do_not_recurse() {
        HandLog atOnce = new HandLog(true);
        CommandPipeline<String> quick = pipelineOn(atOnce);
        AtomicReference<CompletableFuture<String>> last = new AtomicReference<>();
        new Object() {
            void next(int left) {
                CompletableFuture<String> one = quick.submit(Items.bytes("n" + left));
                last.set(one);
                var _ =
                        one.thenRun(() -> {
                            if (left > 0) {
                                next(left - 1);
                            }
                        });
            }
        }.next(1_000);
        assertThat(last.get()).isCompletedWithValue("did n0");

        CompletableFuture<String> a = submit("a");
        CompletableFuture<String> b = submit("b");
        CompletableFuture<String> c = submit("c");
        for (CompletableFuture<String> done : List.of(b, c)) {
            var _ = done.thenCompose(_ -> submit("again"));
        }
        log.acknowledge();
        log.acknowledge();
        assertThat(a).isDone();
        assertThat(texts(2)).containsExactly("again", "again");
    }

    @Test
    void many_threads_over_the_log_on_disk_keep_their_order(@TempDir Path directory)
            throws Exception {
        Notebook notebook = new Notebook();
        AtomicReference<CommandPipeline<String>> made = new AtomicReference<>();
        try (RatisLog disk =
                RatisLog.start(
                        RatisLogTest.options(directory, 1_000),
                        new Answering(notebook, made::get))) {
            notebook.awaitLeading();
            made.set(
                    new CommandPipeline<>(
                            disk, InstantSource.system(), new Random(), Runnable::run));
            List<Thread> threads = new ArrayList<>();
            List<CompletableFuture<String>> all = Collections.synchronizedList(new ArrayList<>());
            for (int t = 0; t < 4; t++) {
                String name = "t" + t + "-";
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    for (int i = 0; i < 500; i++) {
                                        all.add(made.get().submit(Items.bytes(name + i)));
                                    }
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (CompletableFuture<String> one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS)).startsWith("did t");
            }
            for (int t = 0; t < 4; t++) {
                String name = "t" + t + "-";
                assertThat(notebook.texts().stream().filter(text -> text.startsWith(name)))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 500).mapToObj(i -> name + i).toList());
            }
        }
    }

    private List<String> texts(int entry) {
        return log.proposed.get(entry).items().stream().map(Items::text).toList();
    }

    private static Failure failure(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        return (Failure) future.exceptionNow();
    }
}
