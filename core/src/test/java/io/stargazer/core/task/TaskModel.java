package io.stargazer.core.task;

import io.stargazer.api.Stamp;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The same rules said once more in the plainest way: one list of all tasks, looked through for
 * everything.
 */
final class TaskModel {

    /** A task; what it was asked for with, and where it stands. */
    static final class Entry {
        final TaskType type;
        final NewTask request;
        Standing standing = Standing.PENDING;
        int attempts;
        long fence;
        long changedMs;
        long sequence;

        /** Among the finished, counted from when the first of the namespace ended. */
        long place = -1;

        int logChars;
        int errorChars;
        int resultBytes;

        Entry(TaskType type, NewTask request) {
            this.type = type;
            this.request = request;
        }

        boolean isFinished() {
            return place >= 0;
        }

        @Override
        public String toString() {
            return "%s %s %s %d %d".formatted(type, request.id(), standing, attempts, fence);
        }
    }

    final List<Entry> tasks = new ArrayList<>();
    final TreeMap<TaskType, TypeLimits> types = new TreeMap<>();
    final TreeSet<TaskType> paused = new TreeSet<>();
    private final TreeMap<String, Long> places = new TreeMap<>();
    private final TaskBounds bounds;
    private long sequence;

    TaskModel(TaskBounds bounds) {
        this.bounds = bounds;
    }

    /** Whether it is carried out rather than refused. */
    boolean apply(Stamp stamp, TaskCommand command) {
        return switch (command) {
            case TaskCommand.SubmitTasks c -> submit(c);
            case TaskCommand.EndAttempts c -> {
                c.attempts().forEach(each -> end(stamp, c.type(), each));
                yield true;
            }
            case TaskCommand.CancelTasks c -> {
                for (TaskId id : c.ids()) {
                    Entry entry = find(c.type(), id);
                    if (entry != null && entry.standing == Standing.PENDING) {
                        entry.errorChars = c.reason().length();
                        finish(stamp, entry, Standing.CANCELLED);
                    }
                }
                yield true;
            }
            case TaskCommand.ResendTasks c -> resend(c);
            case TaskCommand.PauseType c -> know(c.type(), true) && (paused.add(c.type()) || true);
            case TaskCommand.ResumeType c ->
                    know(c.type(), paused.contains(c.type())) && (paused.remove(c.type()) || true);
            case TaskCommand.SetTypeLimits c -> {
                boolean isKnown = know(c.type(), !c.limits().equals(TypeLimits.DEFAULT));
                if (isKnown && types.containsKey(c.type())) {
                    types.put(c.type(), c.limits());
                }
                yield isKnown;
            }
            case TaskCommand.BeginDispatching c -> true;
            case TaskCommand.ForgetTasks c -> forget(c);
            case TaskCommand.DropDeadLetters c ->
                    tasks.removeIf(entry ->
                            isDeadLetter(entry, c.type()) && c.ids().contains(entry.request.id()))
                            || true;
            case TaskCommand.ForgetType c -> forgetType(c.type());
        };
    }

    /** Whether the type is known, or may become so if it has to. */
    private boolean know(TaskType type, boolean isNeeded) {
        if (types.containsKey(type) || !isNeeded) {
            return true;
        }
        long others =
                types.keySet().stream()
                        .filter(each -> each.namespace().equals(type.namespace()))
                        .count();
        if (others >= bounds.types()) {
            return false;
        }
        types.put(type, TypeLimits.DEFAULT);
        return true;
    }

    private boolean submit(TaskCommand.SubmitTasks command) {
        TaskType type = command.type();
        List<NewTask> fresh = new ArrayList<>();
        for (NewTask request : command.tasks()) {
            boolean repeats = fresh.stream().anyMatch(each -> each.id().equals(request.id()));
            if (!repeats && find(type, request.id()) == null) {
                fresh.add(request);
            }
        }
        TypeLimits limits = types.getOrDefault(type, TypeLimits.DEFAULT);
        long bytes = fresh.stream().mapToLong(each -> each.payload().size()).sum();
        if (pending(type).size() + fresh.size() > limits.mostPending()
                || pendingBytes(type) + bytes > limits.mostPendingBytes()
                || !know(type, !command.tasks().isEmpty())) {
            return false;
        }
        for (NewTask request : fresh) {
            Entry entry = new Entry(type, request);
            entry.sequence = ++sequence;
            tasks.add(entry);
        }
        return true;
    }

    private void end(Stamp stamp, TaskType type, EndedAttempt attempt) {
        Entry entry = find(type, attempt.id());
        if (entry == null || entry.standing != Standing.PENDING || attempt.fence() <= entry.fence) {
            return;
        }
        entry.fence = attempt.fence();
        entry.changedMs = stamp.timeMs();
        entry.attempts += attempt.executor().isEmpty() ? 0 : 1;
        entry.logChars = attempt.log().stream().mapToInt(String::length).sum();
        entry.errorChars = 0;
        boolean isLast = entry.attempts >= entry.request.options().retry().attempts();
        switch (attempt.end()) {
            case AttemptEnd.Succeeded(var result) -> {
                entry.resultBytes = result.size();
                finish(stamp, entry, Standing.SUCCEEDED);
            }
            case AttemptEnd.Failed(var error, var mayRepeat) -> {
                entry.errorChars = error.length();
                fail(stamp, entry, mayRepeat, isLast);
            }
            case AttemptEnd.Lost() -> {
                entry.errorChars = "its executor was lost".length();
                fail(stamp, entry, true, isLast);
            }
            case AttemptEnd.TimedOut() -> {
                entry.errorChars = "it took longer than an attempt may".length();
                fail(stamp, entry, true, isLast);
            }
            case AttemptEnd.DeadlineMissed() -> {
                entry.errorChars = "its deadline passed".length();
                finish(stamp, entry, Standing.FAILED);
            }
        }
    }

    private void fail(Stamp stamp, Entry entry, boolean mayRepeat, boolean isLast) {
        if (!mayRepeat) {
            finish(stamp, entry, Standing.FAILED);
        } else if (isLast) {
            entry.standing = Standing.DEAD;
            List<Entry> dead = dead(entry.type);
            if (dead.size() > bounds.deadLetters()) {
                Entry first = dead.getFirst();
                for (Entry each : dead) {
                    first = each.sequence < first.sequence ? each : first;
                }
                place(first);
            }
        }
    }

    private void finish(Stamp stamp, Entry entry, Standing standing) {
        entry.standing = standing;
        entry.changedMs = stamp.timeMs();
        place(entry);
    }

    private void place(Entry entry) {
        String namespace = entry.type.namespace();
        tasks.removeIf(other ->
                other != entry
                        && other.isFinished()
                        && other.type.namespace().equals(namespace)
                        && other.request.id().equals(entry.request.id()));
        entry.place = places.merge(namespace, 1L, Long::sum) - 1;
        long oldest = entry.place - bounds.finished() + 1;
        tasks.removeIf(other ->
                other.isFinished()
                        && other.type.namespace().equals(namespace)
                        && other.place < oldest);
        while (finishedBytes(namespace) > bounds.finishedBytes()) {
            tasks.remove(finished(namespace).getFirst());
        }
    }

    private boolean resend(TaskCommand.ResendTasks command) {
        TypeLimits limits = types.get(command.type());
        if (limits == null) {
            return true;
        }
        if (pending(command.type()).size() + command.ids().size() > limits.mostPending()) {
            return false;
        }
        for (TaskId id : command.ids()) {
            Entry old = find(command.type(), id);
            if (old != null && (old.standing == Standing.DEAD || old.standing == Standing.FAILED)) {
                tasks.remove(old);
                NewTask request = old.request.withOptions(old.request.options().withDeadline(0));
                Entry entry = new Entry(old.type, request);
                entry.fence = old.fence;
                entry.changedMs = old.changedMs;
                entry.logChars = old.logChars;
                entry.errorChars = old.errorChars;
                entry.sequence = ++sequence;
                tasks.add(entry);
            }
        }
        return true;
    }

    private boolean forget(TaskCommand.ForgetTasks command) {
        for (Entry entry : finished(command.namespace())) {
            if (entry.changedMs >= command.beforeMs()) {
                break;
            }
            tasks.remove(entry);
        }
        return true;
    }

    private boolean forgetType(TaskType type) {
        if (!pending(type).isEmpty() || !dead(type).isEmpty()) {
            return false;
        }
        types.remove(type);
        paused.remove(type);
        return true;
    }

    private @Nullable Entry find(TaskType type, TaskId id) {
        for (Entry entry : tasks) {
            if (entry.type.equals(type) && entry.request.id().equals(id)) {
                return entry;
            }
        }
        return null;
    }

    private static boolean isDeadLetter(Entry entry, TaskType type) {
        return entry.type.equals(type) && entry.standing == Standing.DEAD && !entry.isFinished();
    }

    List<Entry> pending(TaskType type) {
        return tasks.stream()
                .filter(entry -> entry.type.equals(type) && entry.standing == Standing.PENDING)
                .toList();
    }

    long pendingBytes(TaskType type) {
        return pending(type).stream().mapToLong(e -> e.request.payload().size()).sum();
    }

    List<Entry> dead(TaskType type) {
        return tasks.stream().filter(entry -> isDeadLetter(entry, type)).toList();
    }

    /** In the order in which they ended. */
    List<Entry> finished(String namespace) {
        return tasks.stream()
                .filter(entry -> entry.isFinished() && entry.type.namespace().equals(namespace))
                .sorted((one, other) -> Long.compare(one.place, other.place))
                .toList();
    }

    long finishedBytes(String namespace) {
        return finished(namespace).stream()
                .mapToLong(entry ->
                        entry.request.payload().size()
                                + entry.resultBytes
                                + entry.logChars
                                + entry.errorChars)
                .sum();
    }
}
