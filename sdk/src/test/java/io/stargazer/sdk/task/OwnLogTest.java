package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.ExecutorLog.Line;
import io.stargazer.api.task.work.Work;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.Handler;
import io.stargazer.sdk.task.log.OwnLog;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-9: what an executor keeps of what it writes, and tells who asks. */
@Timeout(60)
class OwnLogTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.ofEpochMilli(43_200_000));

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        tasks.close();
    }

    private void run(Object payload, Handler<Integer, @Nullable Object> handler) {
        tasks.executing(ExecutorOptions.usual().withName("one").withClock(NOON))
                .execute("resize", Integer.class, handler);
        leader.connect("s-1");
        leader.awaitHellos(1);
        leader.assign(SmallLeader.assignment(7, payload));
        Eventually.holds("its end", () -> !leader.ended.isEmpty());
    }

    private List<String> told(int lines) {
        leader.say(new Work.LogWanted(3, 0, lines));
        Eventually.holds("an answer", () -> !leader.logs.isEmpty());
        assertThat(leader.logs.getFirst().question()).isEqualTo(3);
        return leader.logs.getFirst().lines().stream().map(Line::text).toList();
    }

    @Test
    void it_tells_what_became_of_it_and_of_its_attempts() {
        run(
                1,
                (number, task) -> {
                    task.log("half\nthere");
                    throw new IOException("no disk");
                });
        String id = SmallLeader.assignment(7, 1).request().id().toString();
        assertThat(told(100))
                .extracting(line -> line.replaceAll(" after [0-9,]+ ms", ""))
                .containsSubsequence(
                        "connected to the leader",
                        id + " resize attempt 1 began",
                        id + " | half",
                        id + " | there",
                        id + " failed (java.io.IOException)");
        assertThat(leader.logs.getFirst().nowMs()).isEqualTo(43_200_000);
        assertThat(leader.logs.getFirst().lines()).allMatch(line -> line.atMs() == 43_200_000);
    }

    @Test
    void orders_stand_there_with_who_gave_them() {
        run(1, (number, task) -> number);
        leader.say(new Work.OrderedBy(Work.Order.DRAIN, "user:ada"));
        assertThat(told(100)).contains("user:ada says: DRAIN");
    }

    @Test
    void payloads_and_results_are_never_there() {
        run("a secret", (number, task) -> "another secret");
        assertThat(told(100))
                .anyMatch(line -> line.contains("failed (the payload cannot be read)"))
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void what_a_handler_says_of_its_payload_in_an_exception_is_not_there() {
        run(
                4711,
                (number, task) -> {
                    throw new IllegalStateException("the secret number is " + number);
                });
        assertThat(told(100))
                .anyMatch(line -> line.contains("failed (java.lang.IllegalStateException)"))
                .noneMatch(line -> line.contains("4711"));
    }

    @Test
    void of_many_lines_the_last_are_kept_and_those_after_a_number_told() {
        OwnLog log = new OwnLog(NOON);
        for (int line = 1; line <= 2_500; line++) {
            log.add("line " + line);
        }
        List<Line> all = log.answer(1, 0, ExecutorLog.MOST_LINES).lines();
        assertThat(all).hasSize(ExecutorLog.MOST_LINES);
        assertThat(all.getFirst()).isEqualTo(new Line(1_501, 43_200_000, "line 1501"));
        assertThat(all.getLast().number()).isEqualTo(2_500);
        assertThat(log.answer(1, 0, 2).lines())
                .extracting(Line::number)
                .containsExactly(2_499L, 2_500L);
        assertThat(log.answer(1, 2_498, 100).lines())
                .extracting(Line::text)
                .containsExactly("line 2499", "line 2500");
        assertThat(log.answer(1, 2_500, 100).lines()).isEmpty();
    }

    @Test
    void an_answer_is_never_too_large_for_a_frame() {
        OwnLog log = new OwnLog(NOON);
        for (int line = 1; line <= ExecutorLog.MOST_LINES; line++) {
            log.add("\u4e2d".repeat(2_000));
        }
        List<Line> told = log.answer(1, 0, ExecutorLog.MOST_LINES).lines();
        assertThat(told).hasSizeBetween(300, 400);
        assertThat(told.getLast().number()).isEqualTo(ExecutorLog.MOST_LINES);
        assertThat(told.getLast().text()).hasSize(500);
    }

    @Test
    void what_a_logger_of_the_application_says_is_among_it() {
        OwnLog log = new OwnLog(NOON);
        Logger logger = Logger.getAnonymousLogger();
        java.util.logging.Handler handler = log.handler();
        handler.setLevel(Level.INFO);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.log(Level.WARNING, "{0} are left", 3);
        logger.log(Level.SEVERE, "it broke", new IOException("no disk"));
        logger.fine("too fine");
        assertThat(log.answer(1, 0, 10).lines())
                .extracting(Line::text)
                .containsExactly(
                        "WARNING null: 3 are left",
                        "SEVERE null: it broke: java.io.IOException: no disk");
    }
}
