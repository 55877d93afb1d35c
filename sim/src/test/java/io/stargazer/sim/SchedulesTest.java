package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.TaskOptions;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** TK-7: schedules of one server, by a clock that is pulled at. */
final class SchedulesTest {

    private static final ScheduleName NAME = new ScheduleName("default", "clean");
    private static final Duration PERIOD = Duration.ofHours(2);

    private final House house = new House();

    @Test
    void nothing_is_missed_while_the_clock_follows_another() {
        ScheduledTask task = new ScheduledTask("sweep", Bytes.EMPTY, TaskOptions.DEFAULT, 0);
        Timing timing = new Timing.FixedRate(PERIOD.toMillis(), 0);
        Schedule schedule = new Schedule(NAME, task, timing, Misfire.SKIP, Overlap.ALLOW);
        assertThat(
                        house.await(
                                        house.world
                                                .server()
                                                .control()
                                                .submit("user:admin", new PutSchedule(schedule)))
                                .outcome())
                .isInstanceOf(Outcome.Applied.class);
        house.world.hosts().getFirst().wallClock().jump(Duration.ofHours(10));
        for (int fires = 1; fires <= 3; fires++) {
            house.pass(PERIOD);
            PlannedSchedule planned =
                    Objects.requireNonNull(house.view().schedules().schedule(NAME));
            assertThat(planned.counts()).isEqualTo(new PlannedSchedule.Counts(fires, 0));
            PlannedSchedule.LastFire last = Objects.requireNonNull(planned.lastFire());
            assertThat(last.atMs() - last.fireMs()).isBetween(0L, 1_000L);
        }
    }
}
