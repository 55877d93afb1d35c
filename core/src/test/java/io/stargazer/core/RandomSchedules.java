package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Seeded commands about few schedules: at their time, too early, twice, of an earlier definition.
 */
final class RandomSchedules {

    private static final TaskType SWEEP = new TaskType("default", "sweep");

    private final Random random;
    private final LongSupplier revision;
    private final LongSupplier nowMs;
    private final Map<String, Long> fires = new HashMap<>();
    private final Map<ScheduleName, Long> defined = new HashMap<>();
    private long fence = 1L << 50; // greater than those of all other attempts

    /**
     * @param revision that the next command will have, probably
     * @param nowMs its time
     */
    RandomSchedules(Random random, LongSupplier revision, LongSupplier nowMs) {
        this.random = random;
        this.revision = revision;
        this.nowMs = nowMs;
    }

    Command next() {
        ScheduleName name = new ScheduleName("default", "s-" + below(3));
        return switch (below(24)) {
            case 0, 1 -> put("default", name.name());
            case 2 -> new ScheduleCommand.DeleteSchedule(name);
            case 3 -> new ScheduleCommand.PauseSchedule(name);
            case 4, 5 -> new ScheduleCommand.ResumeSchedule(name);
            case 6, 7 -> new ScheduleCommand.PassOver(name, defined(name), time(), 1 + below(3));
            case 8, 9, 10 -> end(name);
            default -> fire(name);
        };
    }

    ScheduleCommand put(String namespace, String name) {
        Timing timing =
                switch (below(4)) {
                    case 0 ->
                            new Timing.Cron(
                                    "*/5 * * * MON-FRI",
                                    "Europe/Berlin",
                                    Timing.AtGap.RUN_AT_END,
                                    Timing.AtRepeat.ONCE);
                    case 1 -> new Timing.FixedDelay(1000);
                    case 2 -> new Timing.Once(nowMs.getAsLong());
                    default -> new Timing.FixedRate(60_000, 0);
                };
        ScheduledTask task =
                new ScheduledTask("sweep", Bytes.of((byte) below(2)), TaskOptions.DEFAULT, 0);
        ScheduleName made = new ScheduleName(namespace, name);
        defined.put(made, revision.getAsLong());
        return new ScheduleCommand.PutSchedule(
                new Schedule(
                        made,
                        task,
                        timing,
                        Misfire.values()[below(3)],
                        Overlap.values()[below(4)]));
    }

    private Command fire(ScheduleName name) {
        long timeMs = time();
        fires.put(name.name(), timeMs);
        return new ScheduleCommand.Fire(name, defined(name), timeMs, below(3));
    }

    /** The attempt at the task of the last fire that was tried. */
    private Command end(ScheduleName name) {
        long fireMs = fires.getOrDefault(name.name(), 1L);
        ScheduledTask task = new ScheduledTask("sweep", Bytes.EMPTY, TaskOptions.DEFAULT, 0);
        return new TaskCommand.EndAttempts(
                SWEEP,
                List.of(
                        new EndedAttempt(
                                task.at(name, fireMs).id(),
                                ++fence,
                                "e-1",
                                new AttemptEnd.Succeeded(Bytes.EMPTY),
                                List.of())));
    }

    /** A little before or after the time of the state, which nobody here knows. */
    private long time() {
        return nowMs.getAsLong() + (below(12) - 9) * 400L;
    }

    private long defined(ScheduleName name) {
        return defined.getOrDefault(name, 1L);
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }
}
