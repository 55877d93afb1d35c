package io.stargazer.server.task.desk;

import io.stargazer.api.Change;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.http.ErrorBody;
import io.stargazer.server.http.EventStream;
import io.stargazer.server.http.Json;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who follows one task (TK-9): each has a virtual thread that looks again when something about
 * tasks changed, and every {@value TaskFollow#PERIOD_MS} ms for progress and log lines; at most
 * {@value #MOST} at a time. They end when this server ceases to lead, and go on at the leader.
 */
public final class TaskFollows implements ChangeListener {

    private static final int MOST = 1000;

    private final TaskDesk desk;
    private final Set<TaskFollow> open = ConcurrentHashMap.newKeySet();

    public TaskFollows(TaskDesk desk) {
        this.desk = desk;
    }

    /** Tells of a task until it has ended, on a thread of its own. */
    void follow(Principal principal, String namespace, TaskId id, EventStream events) {
        if (open.size() >= MOST) {
            throw new Unavailable.Overloaded(
                    "task.too-many-followers", MOST + " tasks are followed already");
        }
        TaskStatus first = desk.task(principal, namespace, id);
        String of = first.task().type().namespace();
        TaskFollow follow = new TaskFollow(() -> desk.task(principal, of, id), events);
        open.add(follow);
        events.onClose(follow::end);
        Thread.startVirtualThread(() -> {
            try {
                follow.run(first);
            } catch (CompletionException | Failure failure) {
                events.send("unavailable", "", Json.text(ErrorBody.of(failure)));
            } finally {
                open.remove(follow);
                events.close();
            }
        });
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        if (!open.isEmpty()
                && changes.stream().anyMatch(change -> change.event() instanceof TaskEvent)) {
            open.forEach(TaskFollow::wake);
        }
    }

    @Override
    public void leading(boolean leading) {
        if (!leading) {
            open.forEach(TaskFollow::end);
        }
    }
}
