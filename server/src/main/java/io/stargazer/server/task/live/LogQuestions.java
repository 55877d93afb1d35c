package io.stargazer.server.task.live;

import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks executors for their own logs, and waits for the answers. Thread-safe; nothing blocks. What
 * is asked twice is answered twice, so a retry is safe.
 */
public final class LogQuestions {

    /** An executor answers at once; one that takes longer hangs, or is of an older kind. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MOST_OPEN = 1_000;

    private final ExecutorHub executors;
    private final SessionService sessions;
    private final Timers timers;
    private final AtomicLong asked = new AtomicLong();
    private final Map<Long, Question> open = new ConcurrentHashMap<>();

    private record Question(String session, CompletableFuture<ExecutorLog> answer) {}

    public LogQuestions(ExecutorHub executors, SessionService sessions, Timers timers) {
        this.executors = executors;
        this.sessions = sessions;
        this.timers = timers;
    }

    /**
     * Completes with at most so many lines; fails with {@code task.executor-silent} when no answer
     * comes in time.
     *
     * @param after as in {@link Work.LogWanted}
     */
    public CompletableFuture<ExecutorLog> ask(String session, String name, long after, int lines) {
        if (open.size() >= MOST_OPEN) {
            return CompletableFuture.failedFuture(
                    new Unavailable.Overloaded(
                            "task.too-many-questions",
                            "%,d executors are asked for their logs already: try again"
                                    .formatted(MOST_OPEN)));
        }
        long number = asked.incrementAndGet();
        CompletableFuture<ExecutorLog> answer = new CompletableFuture<>();
        open.put(number, new Question(session, answer));
        Timers.Timer late =
                timers.after(PATIENCE, () -> answer.completeExceptionally(silent(name)));
        executors.tell(List.of(session), new Work.LogWanted(number, after, lines));
        return answer.whenComplete((log, failure) -> {
            late.cancel();
            open.remove(number);
        });
    }

    private static Unavailable silent(String name) {
        return new Unavailable.DeadlineExceeded(
                "task.executor-silent",
                "the executor '%s' has not answered within %d s"
                        .formatted(name, PATIENCE.toSeconds()));
    }

    /** An executor answers; what nobody waits for any more is passed over. */
    public void answered(Principal principal, String session, ExecutorLog log) {
        sessions.requireOwn(principal, session);
        Question question = open.get(log.question());
        if (question != null && question.session().equals(session)) {
            question.answer().complete(log);
        }
    }
}
