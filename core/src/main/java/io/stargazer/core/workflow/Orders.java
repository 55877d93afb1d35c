package io.stargazer.core.workflow;

import io.stargazer.api.Event;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What follows from a change of workflows: events, and commands to the tasks. One thread. */
final class Orders {

    private List<Event> events = new ArrayList<>();
    private final TreeMap<Batch, List<NewTask>> submissions = new TreeMap<>();
    private final TreeMap<TaskType, List<TaskId>> cancellations = new TreeMap<>();

    /** What is submitted by one command. */
    private record Batch(TaskType type, String submitter) implements Comparable<Batch> {
        @Override
        public int compareTo(Batch other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : submitter.compareTo(other.submitter);
        }
    }

    void tell(Event event) {
        events.add(event);
    }

    void submit(TaskType type, String submitter, NewTask task) {
        submissions.computeIfAbsent(new Batch(type, submitter), _ -> new ArrayList<>()).add(task);
    }

    void cancel(TaskType type, TaskId task) {
        cancellations.computeIfAbsent(type, _ -> new ArrayList<>()).add(task);
    }

    /** What happened since it was asked last. */
    List<Event> takeEvents() {
        List<Event> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    /** What is to be done since it was asked last. */
    List<TaskCommand> takeCommands() {
        if (submissions.isEmpty() && cancellations.isEmpty()) {
            return List.of();
        }
        List<TaskCommand> taken = new ArrayList<>();
        cancellations.forEach((type, tasks) -> {
            for (List<TaskId> some : portions(tasks)) {
                taken.add(new TaskCommand.CancelTasks(type, some, "its workflow ended"));
            }
        });
        submissions.forEach((batch, tasks) -> {
            for (List<NewTask> some : portions(tasks)) {
                taken.add(new TaskCommand.SubmitTasks(batch.type(), batch.submitter(), some));
            }
        });
        cancellations.clear();
        submissions.clear();
        return taken;
    }

    private static <T> List<List<T>> portions(List<T> all) {
        List<List<T>> portions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TaskCommand.MOST_TASKS) {
            portions.add(all.subList(from, Math.min(all.size(), from + TaskCommand.MOST_TASKS)));
        }
        return portions;
    }
}
