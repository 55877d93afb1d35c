package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.AttemptEnd.Failed;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Work;
import io.stargazer.api.task.work.Work.Order;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.Handler;
import io.stargazer.sdk.task.execute.HandlerTerms;
import io.stargazer.sdk.task.execute.NonRetryable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-1, TK-2, TK-4, TK-9, TK-10, TK-12: what an executor makes of what it is told. */
@Timeout(120)
class ExecutorTest {

    private final SmallLeader leader = new SmallLeader();
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Integer> begun = new CopyOnWriteArrayList<>();
    private final List<Order> obeyed = new CopyOnWriteArrayList<>();
    private final List<Integer> runningThen = new CopyOnWriteArrayList<>();
    private final Tasks tasks = new Tasks(leader.line, "default");

    private final ExecutorOptions options =
            ExecutorOptions.usual()
                    .withName("one")
                    .withCredit(8)
                    .withPatience(Duration.ofSeconds(60))
                    .withHeedWithin(Duration.ofMillis(1))
                    .withOnOrder(this::obey);

    private void obey(Order order) {
        runningThen.add(tasks.status().running());
        obeyed.add(order);
    }

    @AfterEach
    void close() {
        go.countDown();
        tasks.close();
    }

    private <R extends @Nullable Object> void start(
            Handler<Integer, R> handler, HandlerTerms terms) {
        tasks.executing(options).execute("resize", Integer.class, handler, terms);
        leader.connect("s-1");
        leader.awaitHellos(1);
    }

    private void startWaiting() {
        start(
                (number, task) -> {
                    begun.add(number);
                    go.await();
                    return number;
                },
                HandlerTerms.DEFAULT);
    }

    private AttemptEnd endOf(Handler<Integer, @Nullable Object> handler) {
        start(handler, HandlerTerms.DEFAULT);
        leader.assign(SmallLeader.assignment(1, 1));
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
        return leader.allEnded().getFirst().end();
    }

    private static Integer deep(int depth) {
        return depth < 0 ? depth : deep(depth + 1) + 1;
    }

    @Test
    void a_handler_that_throws_fails_with_what_it_said() {
        assertThat(
                        endOf((number, task) -> {
                            throw new IOException("no disk\nat all");
                        }))
                .isEqualTo(new Failed("java.io.IOException: no disk at all", true));
        assertThat(leader.allEnded().getFirst().log())
                .as("where it was")
                .anyMatch(line -> line.contains("ExecutorTest"));
    }

    @Test
    void who_runs_for_a_while_says_so_and_who_waits_for_his_place_does_not() {
        start(
                (number, task) -> {
                    go.await();
                    return number;
                },
                HandlerTerms.DEFAULT.withPlaces(1));
        Assignment first = SmallLeader.assignment(1, 1);
        Assignment second = SmallLeader.assignment(2, 2);
        leader.assign(first, second);
        Eventually.holds("the first says so", () -> !leader.notes.isEmpty());
        assertThat(leader.notes)
                .as("notes of the first alone")
                .allMatch(note -> note.isSilent() && note.id().equals(first.request().id()));
        go.countDown();
        Eventually.holds("both end", () -> leader.allEnded().size() == 2);
    }

    @Test
    void who_closes_does_what_was_on_its_way_to_him() throws InterruptedException {
        start((number, task) -> number, HandlerTerms.DEFAULT);
        leader.hasMore = true;
        Thread closing = Thread.ofVirtual().start(tasks::close);
        leader.awaitHellos(2);
        leader.assign(SmallLeader.assignment(1, 7));
        leader.say(new Work.NothingMore());
        closing.join();
        assertThat(leader.allEnded())
                .singleElement()
                .satisfies(
                        ended -> assertThat(ended.end()).isInstanceOf(AttemptEnd.Succeeded.class));
    }

    @Test
    void a_refusal_elsewhere_is_told_with_its_code() {
        assertThat(
                        endOf((number, task) -> {
                            throw new Rejected(Status.NOT_FOUND, "shop.unknown", "no such shop");
                        }))
                .isEqualTo(new Failed("no such shop (shop.unknown)", true));
    }

    @Test
    void what_must_not_be_repeated_is_said() {
        assertThat(
                        endOf((number, task) -> {
                            throw new NonRetryable("never");
                        }))
                .isEqualTo(new Failed("never", false));
    }

    @Test
    void a_handler_without_memory_may_do_better_elsewhere() {
        assertThat(
                        endOf((number, task) -> {
                            throw new OutOfMemoryError("planted");
                        }))
                .isEqualTo(new Failed("OutOfMemoryError: the executor has no memory left", true));
    }

    @Test
    void a_handler_that_calls_itself_for_ever_fails() {
        assertThat(endOf((number, task) -> deep(number)))
                .isEqualTo(
                        new Failed("StackOverflowError: the handler calls itself too often", true));
    }

    @Test
    void an_interrupt_that_nobody_meant_fails_the_attempt() {
        assertThat(
                        endOf((number, task) -> {
                            throw new InterruptedException();
                        }))
                .isEqualTo(new Failed("the handler was interrupted, by nobody we know", true));
    }

    @Test
    void a_result_that_cannot_be_sent_is_not_made_again() {
        assertThat(endOf((number, task) -> new Object()))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.error()).startsWith("the result cannot be sent: ");
                            assertThat(failed.mayRepeat()).isFalse();
                        });
    }

    @Test
    void a_result_that_is_too_large_is_not_made_again() {
        assertThat(endOf((number, task) -> new byte[(1 << 20) + 1]))
                .isEqualTo(
                        new Failed(
                                "the result cannot be sent: the result has 1048577 bytes: at most 1048576 (task.too-large)",
                                false));
    }

    @Test
    void a_payload_that_cannot_be_read_is_not_tried_again() {
        startWaiting();
        leader.assign(SmallLeader.unreadable(1));
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
        assertThat(leader.allEnded().getFirst().end())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.error()).startsWith("the payload cannot be read: ");
                            assertThat(failed.mayRepeat()).isFalse();
                        });
        assertThat(begun).isEmpty();
    }

    @Test
    void a_type_without_a_handler_is_given_back() {
        startWaiting();
        var known = SmallLeader.assignment(1, 1);
        TaskType other = new TaskType("default", "other");
        leader.assign(new Assignment(other, known.request(), known.submitter(), 1, 1));
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
        assertThat(leader.allEnded().getFirst().end()).isEqualTo(new AttemptEnd.Lost());
    }

    @Test
    void a_flood_of_lines_is_cut_and_says_so() {
        AttemptEnd end =
                endOf((number, task) -> {
                    for (int line = 0; line < 1_000; line++) {
                        task.log("line " + line + " " + "x".repeat(line));
                    }
                    return null;
                });
        assertThat(end).isEqualTo(new AttemptEnd.Succeeded(Bytes.EMPTY));
        List<String> log = leader.allEnded().getFirst().log();
        assertThat(log).hasSize(EndedAttempt.MAX_LINES);
        assertThat(log.getFirst()).isEqualTo("(951 lines before these were dropped)");
        assertThat(log.getLast()).startsWith("line 999 x").hasSize(EndedAttempt.MAX_LINE_CHARS);
    }

    @Test
    void attempts_wait_for_places_in_their_order() {
        start(
                (number, task) -> {
                    begun.add(number);
                    if (number == 0) {
                        go.await();
                    }
                    return number;
                },
                HandlerTerms.DEFAULT.withPlaces(1));
        for (int number = 0; number < 6; number++) {
            leader.assign(SmallLeader.assignment(number + 1, number));
        }
        Eventually.holds("five wait", () -> tasks.status().waiting() == 5);
        Eventually.holds("the first has begun", () -> !begun.isEmpty());
        assertThat(begun).containsExactly(0);
        go.countDown();
        Eventually.holds("all have ended", () -> leader.allEnded().size() == 6);
        assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void what_it_holds_is_named_on_the_next_connection_and_told_there() {
        startWaiting();
        CompletableFuture<List<RefusedAttempt>> unanswered = new CompletableFuture<>();
        leader.answerEnded = attempts -> unanswered;
        var running = SmallLeader.assignment(1, 1);
        var untold = SmallLeader.unreadable(2);
        leader.assign(running, untold);
        Eventually.holds("one runs, one is told", () -> begun.size() + leader.ended.size() == 2);
        leader.line.lost();
        unanswered.completeExceptionally(new Unavailable.Indeterminate("test.lost", "lost"));
        leader.answerEnded = attempts -> CompletableFuture.completedFuture(List.of());
        leader.connect("s-2");
        leader.awaitHellos(2);
        assertThat(leader.hellos.getLast().held())
                .containsExactlyInAnyOrder(running.held(), untold.held());
        Eventually.holds("told again", () -> leader.allEnded().size() == 2);
        assertThat(leader.allEnded()).extracting(EndedAttempt::fence).containsOnly(2L);
        go.countDown();
        Eventually.holds("told", () -> leader.allEnded().size() == 3);
        Eventually.holds("nothing is left", () -> tasks.status().untold() == 0);
    }

    @Test
    void ends_that_are_refused_together_are_told_one_by_one() {
        startWaiting();
        leader.answerEnded =
                attempts ->
                        attempts.size() > 1 || attempts.getFirst().fence() == 2
                                ? CompletableFuture.failedFuture(
                                        new Rejected(
                                                Status.INVALID_ARGUMENT, "test.bad", "planted"))
                                : CompletableFuture.completedFuture(List.of());
        leader.line.lost();
        for (int number = 1; number <= 4; number++) {
            leader.assign(SmallLeader.assignment(number, number));
        }
        go.countDown();
        Eventually.holds("all have ended", () -> tasks.status().untold() == 4);
        leader.connect("s-2");
        Eventually.holds("all are settled", () -> tasks.status().untold() == 0);
        List<Long> alone = new ArrayList<>();
        leader.ended.stream()
                .filter(call -> call.size() == 1)
                .forEach(call -> alone.add(call.getFirst().fence()));
        assertThat(alone).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    @Test
    void a_handler_that_does_not_heed_a_cancellation_is_reported() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        start(
                (number, task) -> {
                    while (go.getCount() > 0) {
                        try {
                            go.await();
                        } catch (InterruptedException ignored) {
                            interrupted.countDown();
                        }
                    }
                    return number;
                },
                HandlerTerms.DEFAULT);
        var assignment = SmallLeader.assignment(1, 1);
        leader.assign(assignment);
        Eventually.holds("it runs", () -> tasks.status().running() == 1);
        leader.say(new Work.Stopped(List.of(assignment.held()), "nobody wants it"));
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        Eventually.holds("it is reported", () -> tasks.status().unheeding() == 1);
        assertThat(leader.ended).as("it holds its place").isEmpty();
        go.countDown();
        Eventually.holds("it has ended", () -> leader.ended.size() == 1);
        Eventually.holds("that is over", () -> tasks.status().unheeding() == 0);
    }

    @Test
    void an_attempt_that_is_stopped_before_it_began_never_begins() {
        start(
                (number, task) -> {
                    begun.add(number);
                    go.await();
                    return number;
                },
                HandlerTerms.DEFAULT.withPlaces(1));
        var second = SmallLeader.assignment(2, 2);
        leader.assign(SmallLeader.assignment(1, 1), second);
        Eventually.holds("it waits", () -> tasks.status().waiting() == 1);
        leader.say(new Work.Stopped(List.of(second.held()), "nobody wants it"));
        Eventually.holds("it is given back", () -> leader.ended.size() == 1);
        assertThat(leader.allEnded().getFirst().end()).isEqualTo(new AttemptEnd.Lost());
        go.countDown();
        Eventually.holds("the other ends", () -> leader.allEnded().size() == 2);
        assertThat(begun).containsExactly(1);
    }

    @Test
    void an_attempt_that_is_stopped_after_its_end_is_told_again() {
        start((number, task) -> number, HandlerTerms.DEFAULT);
        var assignment = SmallLeader.assignment(1, 1);
        leader.assign(assignment);
        Eventually.holds("its end", () -> leader.allEnded().size() == 1);
        leader.say(new Work.Stopped(List.of(assignment.held()), "it is over"));
        Eventually.holds("its place is free", () -> leader.allEnded().size() == 2);
        assertThat(leader.allEnded().getLast().fence()).isEqualTo(assignment.fence());
        assertThat(leader.allEnded().getLast().end()).isEqualTo(new AttemptEnd.Lost());
    }

    @Test
    void an_executor_that_is_told_to_stop_finishes_first() {
        startWaiting();
        leader.assign(SmallLeader.assignment(1, 1));
        Eventually.holds("it runs", () -> begun.size() == 1);
        leader.say(new Work.Ordered(Order.STOP));
        Eventually.holds("it takes no more", () -> !tasks.status().takesWork());
        go.countDown();
        Eventually.holds("it has obeyed", () -> obeyed.equals(List.of(Order.STOP)));
        assertThat(runningThen).as("how many ran then").containsExactly(0);
        leader.say(new Work.Ordered(Order.CONTINUE));
        Eventually.holds("it takes work", () -> tasks.status().takesWork());
    }

    @Test
    void closing_it_asks_for_no_more_and_finishes_what_it_has() throws Exception {
        startWaiting();
        var assignment = SmallLeader.assignment(1, 1);
        leader.assign(assignment);
        Eventually.holds("it runs", () -> begun.size() == 1);
        Thread closing = Thread.ofVirtual().start(tasks::close);
        leader.awaitHellos(2);
        assertThat(leader.hellos.getLast().credit()).isZero();
        assertThat(leader.hellos.getLast().held()).containsExactly(assignment.held());
        go.countDown();
        closing.join();
        assertThat(leader.allEnded().getFirst().end()).isInstanceOf(AttemptEnd.Succeeded.class);
    }
}
