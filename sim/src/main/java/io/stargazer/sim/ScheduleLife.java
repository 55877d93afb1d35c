package io.stargazer.sim;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.DeleteSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PauseSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleCommand.ResumeSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.schedule.Timing.AtGap;
import io.stargazer.api.schedule.Timing.AtRepeat;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;

/** What people do with schedules. */
final class ScheduleLife {

    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int ROUNDS = 20;
    private static final List<String> NAMES = List.of("sweep", "poll", "bill", "ring");
    private static final List<Long> PERIODS_MS = List.of(1_000L, 3_000L, 20_000L);
    private static final List<Long> DELAYS_MS = List.of(100L, 1_500L, 5_000L);
    private static final List<String> EXPRESSIONS =
            List.of("* * * * * *", "*/10 * * * * *", "* * * * *");
    private static final List<String> ZONES = List.of("UTC", "Europe/Berlin", "Asia/Kathmandu");
    private static final RetryPolicy RETRY = new RetryPolicy(3, 100, 800);

    /** Of what is fired late however late it is: clocks are wrong by hours here. */
    private static final long SLOW_PERIOD_MS = 60_000;

    private final SimWorld world;
    private final SimRandom random;

    ScheduleLife(SimWorld world) {
        this.world = world;
        this.random = world.random().stream("schedule life");
    }

    void addTo(Steps steps) {
        steps.may("schedule", 14, () -> ask(new PutSchedule(schedule())));
        steps.may("pause schedule", 3, () -> ask(new PauseSchedule(name())));
        steps.may("resume schedule", 5, () -> ask(new ResumeSchedule(name())));
        steps.may("delete schedule", 2, () -> ask(new DeleteSchedule(name())));
    }

    /** Nothing is to fire any more: so that all tasks can end. */
    void farewell() {
        end(ROUNDS);
    }

    /** For a while: the last that somebody said may reach the log when all is well again. */
    private void end(int rounds) {
        world.history()
                .last()
                .schedules()
                .schedules()
                .forEach(entry -> ask(new DeleteSchedule(entry.key())));
        if (rounds > 1) {
            world.clock().after(AGAIN, () -> end(rounds - 1));
        }
    }

    /** Somebody at the leader's console: what fails, fails. */
    private void ask(ScheduleCommand command) {
        SimServer server = world.server();
        if (server.isOpen()) {
            server.process().after(Duration.ZERO, () -> world.write(server, command));
        }
    }

    private ScheduleName name() {
        return new ScheduleName(ApplicationId.DEFAULT_NAMESPACE, random.pick(NAMES));
    }

    private Schedule schedule() {
        TaskOptions options = TaskOptions.DEFAULT.withRetry(RETRY);
        long deadlineMs = random.chance(0.2) ? random.nextInt(500, 5_000) : 0;
        String type = random.pick(Workforce.TYPES).name();
        Misfire misfire = random.pick(List.of(Misfire.values()));
        return new Schedule(
                name(),
                new ScheduledTask(type, Bytes.EMPTY, options, deadlineMs),
                misfire == Misfire.ALL ? slow() : timing(),
                misfire,
                random.pick(List.of(Overlap.values())));
    }

    private Timing slow() {
        return new Timing.FixedRate(SLOW_PERIOD_MS, random.nextLong(SLOW_PERIOD_MS));
    }

    private Timing timing() {
        return switch (random.nextInt(5)) {
            case 0 -> new Timing.FixedDelay(random.pick(DELAYS_MS));
            case 1 -> new Timing.Once(nowMs() + random.nextInt(1, 20_000));
            case 2 ->
                    new Timing.Cron(
                            random.pick(EXPRESSIONS),
                            random.pick(ZONES),
                            AtGap.RUN_AT_END,
                            AtRepeat.ONCE);
            default -> new Timing.FixedRate(random.pick(PERIODS_MS), random.nextInt(1_000));
        };
    }

    private long nowMs() {
        return world.server().timers().millis();
    }
}
