package io.stargazer.server.task.live;

import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskNote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What running attempts said last (TK-9): how much is done, and their last {@value
 * EndedAttempt#MAX_LINES} lines. Of {@value #MOST_TASKS} tasks at most: of more, those are
 * forgotten that were silent longest. Memory of the leader alone. Thread-safe.
 */
public final class LiveNotes {

    private static final int MOST_TASKS = 4096;

    private final LinkedHashMap<AwaitedTask, Spoken> tasks = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * What one attempt has said.
     *
     * @param fence which attempt
     * @param perMille how much is done, -1 when it did not say
     * @param lines the last ones
     */
    public record Said(long fence, int perMille, List<String> lines) {}

    private static final class Spoken {
        final long fence;
        final ArrayDeque<String> lines = new ArrayDeque<>();
        int perMille = -1;

        Spoken(long fence) {
            this.fence = fence;
        }

        void add(TaskNote note) {
            perMille = note.perMille() >= 0 ? note.perMille() : perMille;
            for (String line : note.lines()) {
                if (lines.size() == EndedAttempt.MAX_LINES) {
                    lines.remove();
                }
                lines.add(line);
            }
        }

        Said said() {
            return new Said(fence, perMille, new ArrayList<>(lines));
        }
    }

    /** Of an attempt that is known to run. */
    public synchronized void add(TaskNote note) {
        AwaitedTask key = new AwaitedTask(note.type(), note.id());
        Spoken spoken = tasks.get(key);
        if (spoken == null || spoken.fence < note.fence()) {
            spoken = new Spoken(note.fence());
            tasks.put(key, spoken);
            forgetSilent();
        }
        if (spoken.fence == note.fence()) {
            spoken.add(note);
        }
    }

    private void forgetSilent() {
        if (tasks.size() > MOST_TASKS) {
            tasks.remove(tasks.firstEntry().getKey());
        }
    }

    public synchronized @Nullable Said of(TaskType type, TaskId id) {
        Spoken spoken = tasks.get(new AwaitedTask(type, id));
        return spoken == null ? null : spoken.said();
    }

    public synchronized void forget(TaskType type, List<Task> ended) {
        for (Task task : tasks.isEmpty() ? List.<Task>of() : ended) {
            tasks.remove(new AwaitedTask(type, task.id()));
        }
    }

    public synchronized void clear() {
        tasks.clear();
    }

    /** The end of an attempt that could not say what it wrote last. */
    EndedAttempt withLog(TaskType type, EndedAttempt ended) {
        Said said = of(type, ended.id());
        return said == null || said.fence() > ended.fence()
                ? ended
                : new EndedAttempt(
                        ended.id(), ended.fence(), ended.executor(), ended.end(), said.lines());
    }
}
