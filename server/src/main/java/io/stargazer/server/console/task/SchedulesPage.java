package io.stargazer.server.console.task;

import io.stargazer.api.identity.Role;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.TaskType;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.schedule.ScheduleItems;
import io.stargazer.server.schedule.ScheduleService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schedules of a namespace, and when they fire next. */
public final class SchedulesPage implements Page {

    private static final int TIMES = 5;

    private final ScheduleService schedules;

    public SchedulesPage(ScheduleService schedules) {
        this.schedules = schedules;
    }

    /** The schedules, and whether the reader may pause them. */
    public record Schedules(String namespace, boolean mayAct, List<Row> rows) {}

    /** A schedule in a table. */
    public record Row(
            String name,
            Badge badge,
            boolean isPaused,
            String type,
            String typeHref,
            String timing,
            String zone,
            List<Moment> next,
            @Nullable Moment last,
            String lastHref,
            String fired,
            String skipped) {}

    @Override
    public View view(Visit visit) {
        Head head = new Head(visit.words().get("nav.schedules"));
        List<PlannedSchedule> found = schedules.list(visit.principal(), visit.namespace());
        if (found.isEmpty()) {
            return new View(
                    head, List.of(new Fragment("no-schedules", "no-schedules", visit.namespace())));
        }
        List<Row> rows = found.stream().map(planned -> row(visit, planned)).toList();
        Schedules model = new Schedules(visit.namespace(), visit.may(Role.OPERATOR), rows);
        return new View(head, List.of(new Fragment("schedules", "schedules", model)));
    }

    private Row row(Visit visit, PlannedSchedule planned) {
        var schedule = planned.schedule();
        var last = planned.lastFire();
        List<Long> next = schedules.next(planned, TIMES);
        TaskType type = schedule.task().taskType(schedule.name());
        return new Row(
                schedule.name().name(),
                badge(planned, next),
                planned.isPaused(),
                type.name(),
                TasksPage.href(type),
                ScheduleItems.text(schedule.timing()),
                schedule.timing() instanceof Timing.Cron cron ? cron.zone() : "",
                next.stream()
                        .map(timeMs -> Format.until(visit.words(), visit.now(), timeMs))
                        .toList(),
                last == null ? null : visit.ago(last.fireMs()),
                last == null ? "" : "/task/" + type.namespace() + "/" + last.task(),
                Format.count(visit.words(), planned.counts().fired()),
                Format.count(visit.words(), planned.counts().skipped()));
    }

    private static Badge badge(PlannedSchedule planned, List<Long> next) {
        if (planned.isPaused()) {
            return new Badge(State.DEGRADED, "task-state.paused");
        }
        return next.isEmpty() ? Badge.STOPPED : Badge.RUNNING;
    }
}
