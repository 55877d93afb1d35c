package io.stargazer.server.task.forecast;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.server.task.forecast.Scene.RunningAttempt;
import io.stargazer.server.task.forecast.Scene.Stream;
import io.stargazer.server.task.forecast.Workforce.Executor;
import io.stargazer.server.task.forecast.Workforce.Running;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets up the {@link Scene} for tasks of one type, out of what is known at one moment. */
final class Stage {

    /** More types than these at the same executors count as one. */
    private static final int MOST_RIVALS = 8;

    private final ServiceTimes times;
    private final QueueCensus census;
    private final TaskType type;
    private final Workforce able;
    private final long nowMs;

    Stage(ServiceTimes times, QueueCensus census, TaskType type, Workforce all, long nowMs) {
        this.times = times;
        this.census = census;
        this.type = type;
        this.able = all.of(type);
        this.nowMs = nowMs;
    }

    /**
     * What is in front of a task.
     *
     * @return null when nothing is known of its type, or nobody is there to do it
     */
    @Nullable Scene scene(QueueCensus.Place first, QueueCensus.Place last, Terms terms) {
        Durations own = times.of(type);
        if (own == null || able.executors().isEmpty()) {
            return null;
        }
        Stream stream =
                new Stream(
                        own,
                        census.before(type, first),
                        census.overtaking(type, last, nowMs),
                        able.atOnce(type, terms.limits()),
                        terms.limits().ratePerSecond());
        List<TaskType> rivals = rivals();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < rivals.size(); i++) {
            Stream rival = rival(rivals.get(i), own);
            if (i < MOST_RIVALS) {
                streams.add(rival);
            } else {
                streams.set(MOST_RIVALS - 1, joined(streams.getLast(), rival));
            }
        }
        return new Scene(stream, streams, able.credit(), running(rivals), terms.retrying());
    }

    /** The limits of the type, and how its tasks are tried again. */
    record Terms(TypeLimits limits, RetryPolicy retry) {
        Scene.Retrying retrying() {
            return new Scene.Retrying(
                    retry.attempts(), retry.firstPauseMs() * 1e3, retry.longestPauseMs() * 1e3);
        }
    }

    private List<TaskType> rivals() {
        List<TaskType> rivals = new ArrayList<>(able.types());
        rivals.remove(type);
        return rivals;
    }

    private Stream rival(TaskType rival, Durations fallback) {
        Durations known = times.of(rival);
        return new Stream(
                known == null ? fallback : known,
                census.waiting(rival),
                census.perSecond(rival, nowMs),
                Math.max(1, able.atOnce(rival, TypeLimits.DEFAULT)),
                0);
    }

    private static Stream joined(Stream left, Stream right) {
        Stream longer = left.durations().mean() < right.durations().mean() ? right : left;
        return new Stream(
                longer.durations(),
                left.waiting() + right.waiting(),
                left.perSecond() + right.perSecond(),
                (int) Math.min((long) left.atOnce() + right.atOnce(), Integer.MAX_VALUE),
                0);
    }

    private List<RunningAttempt> running(List<TaskType> rivals) {
        List<RunningAttempt> running = new ArrayList<>();
        for (Executor executor : able.executors()) {
            for (Running each : executor.running()) {
                int rival = Math.min(rivals.indexOf(each.type()), MOST_RIVALS - 1);
                running.add(new RunningAttempt(rival + 1, each.elapsedMicros()));
            }
        }
        return running;
    }
}
