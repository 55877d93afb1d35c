package io.stargazer.server.task.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ready tasks of one priority: one of each submitter in turn. */
final class Lane {

    final Line line;
    final int priority;
    private final Map<String, Backlog> bySubmitter = new HashMap<>();

    /** Those of {@link #bySubmitter}, the next one first. */
    private final ArrayDeque<Backlog> turns = new ArrayDeque<>(2);

    private int ready;

    Lane(Line line, int priority) {
        this.line = line;
        this.priority = priority;
    }

    int ready() {
        return ready;
    }

    Backlog add(Pending pending) {
        String submitter = pending.task.submitter();
        Backlog backlog = bySubmitter.get(submitter);
        if (backlog == null) {
            backlog = new Backlog(this, submitter);
            bySubmitter.put(submitter, backlog);
            turns.add(backlog);
        }
        backlog.add(pending);
        ready++;
        return backlog;
    }

    void takenBack(Backlog backlog) {
        ready--;
        backlog.takenBack();
    }

    /** The next task, which is taken out; null when none is ready. */
    @Nullable Pending poll() {
        for (Backlog next = turns.poll(); next != null; next = turns.poll()) {
            Pending pending = next.poll();
            if (next.ready() > 0) {
                turns.add(next);
            } else {
                bySubmitter.remove(next.submitter);
            }
            if (pending != null) {
                ready--;
                return pending;
            }
        }
        return null;
    }
}
