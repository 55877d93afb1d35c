package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.work.Work;
import io.stargazer.api.task.work.Work.Order;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.ExecutorOptions.WhenServersEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-10: what an executor does that is told to end, or whose servers do. */
@Timeout(120)
class OrdersTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final SmallLeader leader = new SmallLeader();
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Integer> begun = new CopyOnWriteArrayList<>();
    private final List<Order> obeyed = new CopyOnWriteArrayList<>();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        go.countDown();
        tasks.close();
    }

    /** An executor whose handler waits until it may go on. */
    private void start(Duration patience, WhenServersEnd whenServersEnd) {
        tasks.executing(
                ExecutorOptions.usual()
                        .withName("one")
                        .withCredit(8)
                        .withPatience(patience)
                        .withOnOrder(obeyed::add)
                        .withWhenServersEnd(whenServersEnd));
        tasks.execute(
                "resize",
                Integer.class,
                (number, task) -> {
                    begun.add(number);
                    go.await();
                    return number;
                });
        leader.connect("s-1");
        leader.awaitHellos(1);
        leader.assign(SmallLeader.assignment(1, 1));
        Eventually.holds("it runs", () -> begun.size() == 1);
    }

    private void order(Order order) {
        leader.say(new Work.OrderedBy(order, "user:ada"));
    }

    private AttemptEnd endOfFirst() {
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
        return leader.allEnded().getFirst().end();
    }

    @Test
    void one_that_drains_finishes_and_asks_the_application_nothing() {
        start(Duration.ZERO, WhenServersEnd.STAY);
        order(Order.DRAIN);
        Eventually.holds("it takes no more", () -> !tasks.status().takesWork());
        go.countDown();
        assertThat(endOfFirst()).isInstanceOf(AttemptEnd.Succeeded.class);
        order(Order.CONTINUE);
        Eventually.holds("it takes work", () -> tasks.status().takesWork());
        assertThat(obeyed).isEmpty();
    }

    @Test
    void one_that_stops_interrupts_what_is_not_finished_in_time_and_gives_it_back() {
        start(Duration.ZERO, WhenServersEnd.STAY);
        order(Order.STOP);
        assertThat(endOfFirst()).isEqualTo(new AttemptEnd.Lost());
        Eventually.holds("it has obeyed", () -> obeyed.equals(List.of(Order.STOP)));
        assertThat(tasks.status().takesWork()).isFalse();
    }

    @Test
    void one_that_begins_anew_asks_the_application_and_then_works_again() {
        start(LONG, WhenServersEnd.STAY);
        order(Order.RESTART);
        Eventually.holds("it takes no more", () -> !tasks.status().takesWork());
        go.countDown();
        assertThat(endOfFirst()).isInstanceOf(AttemptEnd.Succeeded.class);
        leader.awaitHellos(2);
        assertThat(leader.hellos.getLast().credit()).isEqualTo(8);
        assertThat(obeyed).containsExactly(Order.RESTART);
    }

    @Test
    void one_that_came_back_drained_asks_for_work_when_it_may_go_on() {
        start(LONG, WhenServersEnd.STAY);
        order(Order.DRAIN);
        Eventually.holds("it takes no more", () -> !tasks.status().takesWork());
        leader.connect("s-2");
        leader.awaitHellos(2);
        assertThat(leader.hellos.getLast().credit()).isZero();
        order(Order.CONTINUE);
        leader.awaitHellos(3);
        assertThat(leader.hellos.getLast().credit()).isEqualTo(8);
        assertThat(leader.hellos.getLast().held()).as("what it holds").hasSize(1);
    }

    @Test
    void one_that_stays_when_the_servers_end_goes_on() {
        start(Duration.ZERO, WhenServersEnd.STAY);
        leader.say(new Work.ShuttingDown());
        Eventually.holds("it has heard that", () -> logSays("the servers are shut down"));
        assertThat(tasks.status().takesWork()).isTrue();
        leader.line.lost();
        go.countDown();
        leader.connect("s-1");
        assertThat(endOfFirst()).isInstanceOf(AttemptEnd.Succeeded.class);
        assertThat(obeyed).isEmpty();
    }

    @Test
    void one_that_finishes_when_the_servers_end_ends_when_they_know_how_its_work_did() {
        start(Duration.ZERO, WhenServersEnd.FINISH);
        CompletableFuture<Void> servers = new CompletableFuture<>();
        leader.answerEnded = attempts -> servers.thenApply(back -> List.of());
        leader.say(new Work.ShuttingDown());
        Eventually.holds("it takes no more", () -> !tasks.status().takesWork());
        go.countDown();
        assertThat(endOfFirst()).isInstanceOf(AttemptEnd.Succeeded.class);
        assertThat(obeyed).as("while they do not know").isEmpty();
        servers.complete(null);
        Eventually.holds("it has obeyed", () -> obeyed.equals(List.of(Order.STOP)));
    }

    @Test
    void one_that_stops_when_the_servers_end_waits_for_nobody() {
        start(Duration.ZERO, WhenServersEnd.STOP);
        leader.answerEnded = attempts -> new CompletableFuture<>();
        leader.say(new Work.ShuttingDown());
        assertThat(endOfFirst()).isEqualTo(new AttemptEnd.Lost());
        Eventually.holds("it has obeyed", () -> obeyed.equals(List.of(Order.STOP)));
    }

    private boolean logSays(String text) {
        return tasks.log().answer(1, 0, 100).lines().stream()
                .anyMatch(line -> line.text().contains(text));
    }
}
