package io.stargazer.server.task.desk;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.Roll;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.core.task.TaskView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of tasks, read from one moment of the state. Looks at no more than {@value
 * #MOST_LOOKED_AT} tasks for a page, so a page may have fewer than were asked for, or none, and
 * still go on.
 */
public final class TaskPages {

    static final int MOST_LOOKED_AT = 20_000;

    private static final int AT_ONCE = 200;

    private final TaskView view;
    private final Wanted wanted;
    private final Function<List<Task>, List<TaskStatus>> statuses;
    private final List<TaskStatus> found = new ArrayList<>();

    /** Those that were gathered and not yet looked at closely. */
    private final List<Task> gathered = new ArrayList<>();

    private int limit;
    private int looked;
    private @Nullable PageMark last;

    /**
     * Tasks, and where the list goes on.
     *
     * @param next empty at the end of the list
     */
    public record Page(List<TaskStatus> tasks, String next) {}

    /**
     * @param statuses tells of tasks what the leader knows
     */
    TaskPages(TaskView view, Wanted wanted, Function<List<Task>, List<TaskStatus>> statuses) {
        this.view = view;
        this.wanted = wanted;
        this.statuses = statuses;
    }

    Page page(@Nullable PageMark after, int most) {
        limit = most;
        boolean isWhole = gather(after);
        look();
        return new Page(List.copyOf(found), isWhole || last == null ? "" : last.toString());
    }

    /** Returns whether the end of the list was reached. */
    private boolean gather(@Nullable PageMark after) {
        boolean isAll = wanted.state() == Wanted.State.ALL;
        boolean wantsDead = isAll || wanted.state() == Wanted.State.DEAD;
        boolean wantsFinished = isAll || (!wantsDead && !wanted.state().isPending());
        PageMark.OfQueue inQueues = after instanceof PageMark.OfQueue mark ? mark : null;
        boolean isFinished = after instanceof PageMark.OfFinished;
        boolean isPastPending = isFinished || (inQueues != null && inQueues.isDead());
        if ((isAll || wanted.state().isPending()) && !isPastPending && !queues(false, inQueues)) {
            return false;
        }
        PageMark.OfQueue inDead = inQueues != null && inQueues.isDead() ? inQueues : null;
        if (wantsDead && !isFinished && !queues(true, inDead)) {
            return false;
        }
        return !wantsFinished
                || finished(after instanceof PageMark.OfFinished(long number) ? number : -1);
    }

    private boolean queues(boolean isDead, PageMark.@Nullable OfQueue after) {
        for (QueueView queue : view.queuesIn(wanted.namespace())) {
            String type = queue.type().name();
            boolean isWanted = wanted.type().isEmpty() || wanted.type().equals(type);
            int order = after == null ? 1 : type.compareTo(after.type());
            if (!isWanted || order < 0) {
                continue;
            }
            Table<TaskId, Task> tasks = isDead ? queue.deadLetters() : queue.pending();
            TaskId from = after != null && order == 0 ? after.id() : null;
            for (var entry : from == null ? tasks : tasks.from(from)) {
                if (!entry.key().equals(from)
                        && !take(entry.value(), new PageMark.OfQueue(isDead, type, entry.key()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean finished(long after) {
        Roll<Task> order = view.finishedIn(wanted.namespace()).order();
        long from = after < 0 ? order.next() : Math.min(after, order.next());
        for (long number = from - 1; number >= order.first(); number--) {
            Task task = order.get(number);
            if (task != null
                    && wanted.isOfType(task)
                    && !take(task, new PageMark.OfFinished(number))) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether there is room for more. */
    private boolean take(Task task, PageMark mark) {
        if (isFull()) {
            return false;
        }
        looked++;
        last = mark;
        if (wanted.matches(task)) {
            gathered.add(task);
            if (gathered.size() == Math.min(AT_ONCE, limit - found.size())) {
                look();
            }
        }
        return true;
    }

    private boolean isFull() {
        return found.size() >= limit || looked >= MOST_LOOKED_AT;
    }

    private void look() {
        for (TaskStatus status : statuses.apply(gathered)) {
            if (wanted.matches(status.phase())) {
                found.add(status);
            }
        }
        gathered.clear();
    }
}
