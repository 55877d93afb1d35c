package io.stargazer.server.task.live;

import io.stargazer.api.task.TaskCommand.BeginDispatching;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.task.dispatch.Attempt;
import io.stargazer.server.task.dispatch.Dispatcher;
import io.stargazer.server.task.dispatch.Past;
import io.stargazer.server.task.dispatch.Whereabouts;
import io.stargazer.server.task.plane.NotLeading;
import io.stargazer.server.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Has attempts that take longer than others like them made a second time (TK-6). How long attempts
 * took the leader remembers of the last ten thousand tasks. Thread-safe; nothing blocks.
 */
public final class Speculation {

    private static final String ACTOR = "server:tasks";

    private final ControlPlane control;
    private final Timers timers;
    private final ExecutorHub executors;
    private final TaskSettings settings;

    public Speculation(
            ControlPlane control, Timers timers, ExecutorHub executors, TaskSettings settings) {
        this.control = control;
        this.timers = timers;
        this.executors = executors;
        this.settings = settings;
    }

    /** What became of one try. */
    private static final class Begun {
        final List<TaskId> twice = new ArrayList<>();

        /** Some could not have a greater fence than their first attempt. */
        boolean isTooSoon;
    }

    /**
     * Completes with those that two executors have now. Where the log has stood still since a first
     * attempt began, it is moved on, so that the second has a greater fence.
     *
     * @throws io.stargazer.api.Unavailable.NotLeader on another server than the leader
     */
    public CompletableFuture<List<TaskId>> begin(Stragglers asked) {
        if (!executors.isLeading()) {
            throw NotLeading.failure();
        }
        Begun first = once(asked);
        if (!first.isTooSoon) {
            return CompletableFuture.completedFuture(first.twice);
        }
        return control.submit(ACTOR, new BeginDispatching(settings.server()))
                .thenApply(_ -> once(asked).twice);
    }

    private Begun once(Stragglers asked) {
        Begun begun = new Begun();
        executors.act(known -> {
            long longMs = longMs(known, asked);
            for (TaskId id : asked.open()) {
                Whereabouts found = known.find(asked.type(), id);
                if (found != null && isSlow(found, longMs)) {
                    begin(known, asked, id, begun);
                }
            }
        });
        return begun;
    }

    private boolean isSlow(Whereabouts found, long longMs) {
        List<Attempt> attempts = found.attempts();
        return !attempts.isEmpty() && timers.millis() - attempts.getFirst().beganMs() >= longMs;
    }

    private static void begin(Dispatcher known, Stragglers asked, TaskId id, Begun begun) {
        if (known.crew().speculate(asked.type(), id)) {
            begun.twice.add(id);
        } else {
            begun.isTooSoon |= known.crew().isAsOldAsTheLog(asked.type(), id);
        }
    }

    /** After how many milliseconds an attempt takes too long. */
    static long longMs(Dispatcher known, Stragglers asked) {
        List<Long> tookMs = new ArrayList<>(asked.ended().size());
        for (TaskId id : asked.ended()) {
            for (Past.Over attempt : known.past(asked.type(), id).reversed()) {
                if (attempt.isReturned()) {
                    tookMs.add(attempt.endedMs() - attempt.beganMs());
                    break;
                }
            }
        }
        if (tookMs.isEmpty()) {
            return asked.ended().isEmpty() ? asked.leastMs() : Long.MAX_VALUE;
        }
        tookMs.sort(null);
        long usualMs = tookMs.get(tookMs.size() / 2);
        return Math.max(asked.leastMs(), usualMs * asked.timesPerMille() / 1000);
    }
}
