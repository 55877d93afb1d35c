package io.stargazer.server.task.desk;

import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.core.task.TaskCounts;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.task.desk.TypeStatus.Pace;
import io.stargazer.server.time.Timers;
import io.stargazer.server.traffic.SlidingRate;
import io.stargazer.server.traffic.SlidingRate.Measure;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How the counts of each type grow, looked at once a second: it costs the tasks themselves nothing.
 * Known to this server for the last minute only. Thread-safe.
 */
public final class TypePaces {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final ControlPlane control;
    private final Timers timers;
    private final ConcurrentMap<TaskType, Counted> types = new ConcurrentHashMap<>();
    private boolean hasLooked;

    /** What was counted of one type. */
    private static final class Counted {
        final SlidingRate submitted = new SlidingRate();
        final SlidingRate ended = new SlidingRate();
        TaskCounts last;

        Counted(TaskCounts first) {
            last = first;
        }
    }

    public TypePaces(ControlPlane control, Timers timers) {
        this.control = control;
        this.timers = timers;
        timers.every(PERIOD, this::look);
    }

    private void look() {
        Table<TaskType, QueueView> queues = control.latest().tasks().queues();
        for (Table.Entry<TaskType, QueueView> entry : queues) {
            TaskCounts counts = entry.value().counts();
            // What was counted before this server looked for the first time was not now.
            TaskCounts before = hasLooked ? new TaskCounts(0, 0, 0, 0, 0) : counts;
            add(types.computeIfAbsent(entry.key(), _ -> new Counted(before)), counts);
        }
        types.keySet().removeIf(type -> !queues.contains(type));
        hasLooked = true;
    }

    private void add(Counted counted, TaskCounts now) {
        TaskCounts last = counted.last;
        long nowMs = timers.millis();
        counted.submitted.add(nowMs, Math.max(0, now.submitted() - last.submitted()), 0, 0);
        long failed = failed(now) - failed(last);
        counted.ended.add(nowMs, Math.max(0, ended(now) - ended(last)), Math.max(0, failed), 0);
        counted.last = now;
    }

    private static long ended(TaskCounts counts) {
        return counts.succeeded() + counts.cancelled() + failed(counts);
    }

    private static long failed(TaskCounts counts) {
        return counts.failed() + counts.dead();
    }

    /** How many come and go. */
    public Pace of(TaskType type) {
        Counted counted = types.get(type);
        if (counted == null) {
            return Pace.NONE;
        }
        long nowMs = timers.millis();
        SlidingRate.Reading ended = counted.ended.read(nowMs);
        return new Pace(
                counted.submitted.read(nowMs).perSecond(),
                ended.perSecond(),
                ended.errorsPerSecond());
    }

    /** How many were submitted in each second of the last minute, oldest first. */
    public long[] submitted(TaskType type) {
        Counted counted = types.get(type);
        return history(counted == null ? null : counted.submitted, Measure.CALLS);
    }

    /** How many ended in each second of the last minute, oldest first. */
    public long[] ended(TaskType type) {
        Counted counted = types.get(type);
        return history(counted == null ? null : counted.ended, Measure.CALLS);
    }

    /** How many failed in each second of the last minute, oldest first. */
    public long[] failed(TaskType type) {
        Counted counted = types.get(type);
        return history(counted == null ? null : counted.ended, Measure.ERRORS);
    }

    private long[] history(@Nullable SlidingRate rate, Measure measure) {
        return rate == null ? new long[0] : rate.history(timers.millis(), measure);
    }
}
