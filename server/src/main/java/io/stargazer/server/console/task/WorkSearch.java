package io.stargazer.server.console.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.workflow.WorkflowRun;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.schedule.ScheduleService;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.workflow.WorkflowService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds tasks by their whole id; types, schedules and workflows by a part of their name. */
public final class WorkSearch {

    private final TaskDesk desk;
    private final ScheduleService schedules;
    private final WorkflowService workflows;

    public WorkSearch(TaskDesk desk, ScheduleService schedules, WorkflowService workflows) {
        this.desk = desk;
        this.schedules = schedules;
        this.workflows = workflows;
    }

    /**
     * Something found.
     *
     * @param area of the console
     */
    public record Found(String area, String title, String note, String href) {}

    /**
     * What the principal may see of it.
     *
     * @param namespaces that the principal may see
     * @param query in lower case
     */
    public List<Found> find(
            Principal principal, Words words, List<String> namespaces, String query) {
        List<Found> found = new ArrayList<>(tasks(principal, words, query));
        desk.types(principal, "").stream()
                .map(status -> status.type())
                .filter(type -> type.name().contains(query))
                .forEach(type -> found.add(of(words, type)));
        schedules.list(principal, "").stream()
                .map(planned -> planned.name())
                .filter(name -> name.name().contains(query))
                .forEach(name -> found.add(of(words, name)));
        for (String namespace : namespaces) {
            workflows.list(principal, namespace).join().stream()
                    .filter(run -> run.id().id().toLowerCase(Locale.ROOT).contains(query))
                    .forEach(run -> found.add(of(words, run)));
        }
        return found;
    }

    /** The one with this id, if it is the id of one that may be seen. */
    private List<Found> tasks(Principal principal, Words words, String query) {
        try {
            Task task = desk.task(principal, "", TaskId.parse(query)).task();
            String note = words.get("search.task", task.type().name());
            return List.of(new Found("tasks", task.id().toString(), note, TaskPage.href(task)));
        } catch (Rejected isNone) {
            return List.of();
        }
    }

    private static Found of(Words words, TaskType type) {
        String note = words.get("search.type", type.namespace());
        return new Found("tasks", type.name(), note, TasksPage.href(type));
    }

    private static Found of(Words words, ScheduleName name) {
        String note = words.get("search.schedule", name.namespace());
        String href = "/schedules?ns=" + name.namespace() + "#schedule-" + name.name();
        return new Found("schedules", name.name(), note, href);
    }

    private static Found of(Words words, WorkflowRun run) {
        String note = words.get("search.workflow", run.id().namespace());
        String href = "/workflows/" + run.id().namespace() + "/" + run.id().id();
        return new Found("workflows", run.id().id(), note, href);
    }
}
