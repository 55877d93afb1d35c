package io.stargazer.server.task.dispatch;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.forecast.Experience;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A dispatcher with a clock and a log that are moved by hand. */
final class Desk {

    static final TaskType A = new TaskType("default", "a");
    static final TaskType B = new TaskType("default", "b");
    static final TaskType C = new TaskType("default", "c");

    final Dispatcher dispatcher = new Dispatcher(Experience.none());
    long nowMs = 1_000_000;
    long revision = 10;
    private long sequence;
    private int sessions;

    /** What each executor was given, by name, and not asked for yet. */
    private final Map<String, List<Assignment>> given = new LinkedHashMap<>();

    private final Map<String, List<HeldAttempt>> stopped = new LinkedHashMap<>();
    private final Map<TaskType, List<EndedAttempt>> ends = new LinkedHashMap<>();

    Desk() {
        dispatcher.at(nowMs, revision);
    }

    Task task(TaskType type, String submitter, TaskOptions options) {
        sequence++;
        TaskId id = new TaskId(7, sequence);
        NewTask request = new NewTask(id, Bytes.EMPTY, "", options);
        return new Task(type, request, submitter, nowMs, sequence, Course.NEW);
    }

    Task task(TaskType type) {
        return task(type, "app:default/shop", TaskOptions.DEFAULT);
    }

    List<Task> tasks(TaskType type, int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task(type));
        }
        return tasks;
    }

    /** Something happens, a moment of the log later. */
    void step(Runnable input) {
        revision++;
        dispatcher.at(nowMs, revision);
        input.run();
        dispatcher.dispatch();
        for (Worker worker : dispatcher.takeNews()) {
            worker.takeAssigned().forEach(each -> of(given, worker.name()).add(each));
            worker.takeStops().values().stream()
                    .flatMap(List::stream)
                    .forEach(each -> of(stopped, worker.name()).add(each));
        }
        dispatcher.takeEnds().forEach((type, some) -> of(ends, type).addAll(some));
    }

    private static <K, V> List<V> of(Map<K, List<V>> map, K key) {
        return map.computeIfAbsent(key, _ -> new ArrayList<>());
    }

    void submit(List<Task> tasks) {
        step(() -> dispatcher.accept(tasks));
    }

    void submit(Task... tasks) {
        submit(List.of(tasks));
    }

    /** Where a pending task is. */
    Whereabouts.Where where(Task task) {
        Whereabouts found = dispatcher.find(task.type(), task.id());
        if (found == null) {
            throw new AssertionError(task.id() + " is not pending");
        }
        return found.where();
    }

    void passes(long ms) {
        nowMs += ms;
        step(() -> {});
    }

    Worker join(String name, int credit, TaskType... types) {
        List<HandledType> handled = new ArrayList<>();
        for (TaskType type : types) {
            handled.add(new HandledType(type, credit));
        }
        return join(new ExecutorHello(name, handled, credit, List.of()), null);
    }

    Worker join(ExecutorHello hello, @Nullable Worker before) {
        List<Worker> joined = new ArrayList<>();
        sessions++;
        step(() -> joined.add(dispatcher.crew().join("s" + sessions, hello, before)));
        return joined.getFirst();
    }

    /** Whether anybody was told something that was not asked for yet. */
    boolean hasNews() {
        return !given.isEmpty() || !stopped.isEmpty();
    }

    /** What this executor was told to begin since it was asked last. */
    List<Assignment> givenTo(String name) {
        List<Assignment> taken = given.remove(name);
        return taken == null ? List.of() : taken;
    }

    List<TaskId> idsGivenTo(String name) {
        return givenTo(name).stream().map(each -> each.request().id()).toList();
    }

    List<HeldAttempt> stoppedAt(String name) {
        List<HeldAttempt> taken = stopped.remove(name);
        return taken == null ? List.of() : taken;
    }

    List<EndedAttempt> ends(TaskType type) {
        List<EndedAttempt> taken = ends.remove(type);
        return taken == null ? List.of() : taken;
    }

    /** The executor and then the log say that it succeeded. */
    void succeed(Worker worker, Assignment done, Task task) {
        step(() -> dispatcher.crew().returned(worker, done.type(), task.id(), done.fence()));
        step(() -> dispatcher.finished(List.of(ended(task, Standing.SUCCEEDED, done.fence()))));
    }

    /** The log says that an attempt failed; what the task is from then on. */
    Task fail(Task task, long fence) {
        Task failed = ended(task, Standing.PENDING, fence);
        step(() -> dispatcher.failed(List.of(failed)));
        return failed;
    }

    Task ended(Task task, Standing standing, long fence) {
        return task.withCourse(
                new Course(
                        standing,
                        task.course().attemptsEnded() + 1,
                        fence,
                        nowMs,
                        "",
                        "",
                        Bytes.EMPTY,
                        List.of()));
    }
}
