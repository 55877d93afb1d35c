package io.stargazer.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.History;
import io.stargazer.core.RandomTasks;
import io.stargazer.core.Table;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of seeded commands, against a simple model; snapshots on the way. */
final class TaskModelTest {

    private static final int COMMANDS = 4000;
    private static final TaskBounds BOUNDS = new TaskBounds(3, 10, 120, 3);

    private final TaskModel model = new TaskModel(BOUNDS);
    private TaskState state = new TaskState(BOUNDS);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_state_does_what_the_model_does(long seed) throws IOException {
        RandomTasks commands = new RandomTasks(new Random(seed));
        List<TaskView> views = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        TreeSet<String> met = new TreeSet<>();
        Watcher watcher = new Watcher();
        for (int step = 1; step <= COMMANDS; step++) {
            TaskCommand command = commands.next();
            Stamp stamp = new Stamp(step, History.START_MS + step * 100L, "server:s1");
            Outcome outcome = state.apply(stamp, command);
            String where = "seed %d, step %d, %s -> %s".formatted(seed, step, command, outcome);
            assertThat(outcome instanceof Outcome.Applied)
                    .as(where)
                    .isEqualTo(model.apply(stamp, command));
            note(command, outcome, met);
            if (outcome instanceof Outcome.Applied(List<Event> events)) {
                events.forEach(watcher::see);
            }
            assertThat(contents(state.view())).as(where).isEqualTo(contents(model));
            assertThat(pending(state.view())).as(where).isEqualTo(watcher.pending);
            if (step % 100 == 0) {
                views.add(state.view());
                rows.add(rows(state.view()));
                goOnFromASnapshot();
            }
        }
        for (int i = 0; i < views.size(); i++) {
            assertThat(rows(views.get(i))).as("view %d", i).isEqualTo(rows.get(i));
        }
        assertThat(met).as("commands, events and rejections met").hasSize(11 + 10 + 4);
    }

    private static void note(TaskCommand command, Outcome outcome, TreeSet<String> met) {
        met.add(command.getClass().getSimpleName());
        switch (outcome) {
            case Outcome.Applied applied ->
                    applied.events().forEach(each -> met.add(each.getClass().getSimpleName()));
            case Outcome.Refused refused -> met.add(refused.rejection().getClass().getSimpleName());
        }
    }

    private void goOnFromASnapshot() throws IOException {
        TaskView before = state.view();
        TaskState restored = new TaskState(BOUNDS);
        restored.restore(read(before));
        assertThat(rows(restored.view())).isEqualTo(rows(before));
        state = restored;
    }

    /** Knows what is pending from the events alone, as the leader does. */
    private static final class Watcher {
        final TreeMap<TaskType, TreeMap<TaskId, Task>> pending = new TreeMap<>();

        void see(Event event) {
            switch ((TaskEvent) event) {
                case TaskEvent.TasksSubmitted e -> e.tasks().forEach(this::add);
                case TaskEvent.AttemptsFailed e -> e.tasks().forEach(this::add);
                case TaskEvent.TasksResent e -> e.tasks().forEach(this::add);
                case TaskEvent.TasksFinished e -> e.tasks().forEach(this::remove);
                default -> {}
            }
        }

        private void add(Task task) {
            pending.computeIfAbsent(task.type(), _ -> new TreeMap<>()).put(task.id(), task);
        }

        private void remove(Task task) {
            TreeMap<TaskId, Task> left = Objects.requireNonNull(pending.get(task.type()));
            left.remove(task.id());
            if (left.isEmpty()) {
                pending.remove(task.type());
            }
        }
    }

    private static TreeMap<TaskType, TreeMap<TaskId, Task>> pending(TaskView view) {
        TreeMap<TaskType, TreeMap<TaskId, Task>> pending = new TreeMap<>();
        for (Table.Entry<TaskType, QueueView> queue : view.queues()) {
            TreeMap<TaskId, Task> tasks = new TreeMap<>();
            queue.value().pending().forEach(each -> tasks.put(each.key(), each.value()));
            if (!tasks.isEmpty()) {
                pending.put(queue.key(), tasks);
            }
        }
        return pending;
    }

    private static List<String> contents(TaskView view) {
        List<String> contents = new ArrayList<>();
        for (Table.Entry<TaskType, QueueView> entry : view.queues()) {
            QueueView queue = entry.value();
            contents.add(
                    "%s %s %s %d bytes"
                            .formatted(
                                    entry.key(),
                                    queue.settings().isPaused(),
                                    queue.settings().limits(),
                                    queue.pendingBytes()));
            queue.pending().forEach(each -> contents.add(line(each.value())));
            queue.deadLetters().forEach(each -> contents.add(line(each.value())));
        }
        for (String namespace : List.of("bank", "default")) {
            FinishedView finished = view.finishedIn(namespace);
            finished.latest(Long.MAX_VALUE, 99).reversed().forEach(t -> contents.add(line(t)));
            contents.add("%s %d %d".formatted(namespace, finished.size(), finished.bytes()));
        }
        return contents;
    }

    private static String line(Task task) {
        return "%s %s %s %d %d %d"
                .formatted(
                        task.type(),
                        task.id(),
                        task.standing(),
                        task.course().attemptsEnded(),
                        task.course().fence(),
                        task.sequence());
    }

    private static List<String> contents(TaskModel model) {
        List<String> contents = new ArrayList<>();
        model.types.forEach((type, limits) -> {
            contents.add(
                    "%s %s %s %d bytes"
                            .formatted(
                                    type,
                                    model.paused.contains(type),
                                    limits,
                                    model.pendingBytes(type)));
            addById(model.pending(type), contents);
            addById(model.dead(type), contents);
        });
        for (String namespace : List.of("bank", "default")) {
            List<TaskModel.Entry> finished = model.finished(namespace);
            finished.forEach(entry -> contents.add(line(entry)));
            contents.add(
                    "%s %d %d"
                            .formatted(namespace, finished.size(), model.finishedBytes(namespace)));
        }
        return contents;
    }

    private static void addById(List<TaskModel.Entry> entries, List<String> contents) {
        entries.stream()
                .sorted((one, other) -> one.request.id().compareTo(other.request.id()))
                .forEach(entry -> contents.add(line(entry)));
    }

    private static String line(TaskModel.Entry entry) {
        return "%s %s %s %d %d %d"
                .formatted(
                        entry.type,
                        entry.request.id(),
                        entry.standing,
                        entry.attempts,
                        entry.fence,
                        entry.sequence);
    }

    private static List<String> rows(TaskView view) throws IOException {
        List<String> rows = new ArrayList<>();
        view.writeTo(row -> rows.add(HexFormat.of().formatHex(row.toArray())));
        return rows;
    }

    private static TaskView read(TaskView view) throws IOException {
        Deque<byte[]> rows = new ArrayDeque<>();
        view.writeTo(row -> rows.add(row.toArray()));
        TaskView read = TaskView.readFrom(() -> new Source(rows.remove()));
        assertThat(rows).isEmpty();
        return read;
    }
}
