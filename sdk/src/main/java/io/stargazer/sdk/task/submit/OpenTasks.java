package io.stargazer.sdk.task.submit;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.AwaitedTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are not settled yet: those that no server has answered for, and those whose end is
 * awaited. Bounded, so that a submitter that is quicker than the servers hears of it. Thread-safe.
 */
final class OpenTasks {

    static final int MOST_AWAITED = 65_536;

    private static final int MOST_UNANSWERED = 65_536;
    private static final long BYTES_UNANSWERED = 64 << 20;

    /** What is awaited is named in one frame when a connection was lost. */
    private static final long BYTES_AWAITED = 3 << 20;

    private final Map<TaskId, OpenTask> awaited = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private int unanswered;
    private long unansweredBytes;
    private int awaitedCount;
    private long awaitedBytes;

    /**
     * Takes a task in.
     *
     * @param mayWait whether to wait until there is room
     * @return the same, or the one that is open under its id: they share their end
     * @throws Unavailable.Overloaded {@code sdk.too-many-tasks} when there is no room
     */
    OpenTask enter(OpenTask task, boolean mayWait) {
        lock.lock();
        try {
            while (true) {
                OpenTask known = task.isAwaited() ? awaited.get(task.id()) : null;
                if (known != null) {
                    return known;
                }
                if (!isFull(task)) {
                    add(task);
                    return task;
                }
                if (!mayWait) {
                    throw new Unavailable.Overloaded(
                            "sdk.too-many-tasks",
                            "%d tasks wait to be accepted and %d to be done: try again when some are"
                                    .formatted(unanswered, awaitedCount));
                }
                hasRoom.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rejected(
                    Status.CANCELLED, "sdk.wait-interrupted", "interrupted while waiting");
        } finally {
            lock.unlock();
        }
    }

    private void add(OpenTask task) {
        unanswered++;
        unansweredBytes += task.bytes();
        if (task.isAwaited()) {
            awaited.put(task.id(), task);
            awaitedCount++;
            awaitedBytes += namingBytes(task);
        }
    }

    private boolean isFull(OpenTask task) {
        boolean isCrowded = unanswered >= MOST_UNANSWERED || unansweredBytes >= BYTES_UNANSWERED;
        boolean isAwaitedFull = awaitedCount >= MOST_AWAITED || awaitedBytes >= BYTES_AWAITED;
        return isCrowded || (task.isAwaited() && isAwaitedFull);
    }

    private static long namingBytes(OpenTask task) {
        OpenTask.Group group = task.group();
        int name = Math.max(group.type().name().length(), group.cheaperType().length());
        return 24L + group.type().namespace().length() + name;
    }

    /** A server has answered for it, or none will any more. */
    void answered(OpenTask task) {
        if (task.answered()) {
            lock.lock();
            try {
                unanswered--;
                unansweredBytes -= task.bytes();
                hasRoom.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nobody waits for it any more; whether somebody did. */
    boolean settled(OpenTask task) {
        if (!awaited.remove(task.id(), task)) {
            return false;
        }
        lock.lock();
        try {
            awaitedCount--;
            awaitedBytes -= namingBytes(task);
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
        return true;
    }

    @Nullable OpenTask find(TaskId id) {
        return awaited.get(id);
    }

    boolean isEmpty() {
        return awaited.isEmpty();
    }

    Collection<OpenTask> all() {
        return awaited.values();
    }

    /**
     * Those to name on a new stream. Of those that were sent and not answered nobody knows; when
     * they are, they are named on another.
     */
    List<AwaitedTask> toName() {
        List<AwaitedTask> named = new ArrayList<>();
        for (OpenTask task : awaited.values()) {
            if (task.wasSent()) {
                task.doubt();
            }
            if (task.isAccepted()) {
                boolean unused = task.takeDoubt();
                named.add(task.awaited());
            }
        }
        return named;
    }
}
