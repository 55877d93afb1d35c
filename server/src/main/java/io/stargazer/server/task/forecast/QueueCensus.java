package io.stargazer.server.task.forecast;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskType;
import java.util.HashMap;
import java.util.Map;

/**
 * How many tasks wait to be dispatched, counted so that it can be said at once how many go before
 * another one: by type, priority, submitter and deadline, in the order in which they are
 * dispatched. No task is kept. Any thread.
 */
public final class QueueCensus {

    private final Map<TaskType, TypeCensus> types = new HashMap<>();

    /**
     * What decides when a task has its turn.
     *
     * @param deadlineMs milliseconds since 1970, 0 for none
     * @param submittedMs milliseconds since 1970
     */
    record Place(int priority, String submitter, long deadlineMs, long submittedMs) {

        static Place of(Task task) {
            return new Place(
                    task.options().priority(),
                    task.submitter(),
                    task.options().deadlineMs(),
                    task.submittedMs());
        }
    }

    /**
     * A task waits: it was submitted, or its last attempt failed.
     *
     * @param nowMs milliseconds since 1970
     */
    public synchronized void queued(Task task, long nowMs) {
        TypeCensus census = types.computeIfAbsent(task.type(), _ -> new TypeCensus());
        Place place = Place.of(task);
        census.add(place, 1);
        census.arrived(place, nowMs, 1);
    }

    /** A task that was queued waits no more: it was dispatched, cancelled or has ended. */
    public synchronized void left(Task task) {
        TypeCensus census = types.get(task.type());
        if (census != null) {
            census.add(Place.of(task), -1);
        }
    }

    /** Nothing waits, as far as is known: another server leads, or all is counted anew. */
    public synchronized void clear() {
        types.clear();
    }

    /** A type that has nothing to do any more. */
    public synchronized void forget(TaskType type) {
        types.remove(type);
    }

    synchronized long waiting(TaskType type) {
        TypeCensus census = types.get(type);
        return census == null ? 0 : census.size();
    }

    synchronized double perSecond(TaskType type, long nowMs) {
        TypeCensus census = types.get(type);
        return census == null ? 0 : census.perSecond(nowMs);
    }

    /** How many go before a task that is submitted now. */
    synchronized long before(TaskType type, Place place) {
        TypeCensus census = types.get(type);
        return census == null ? 0 : census.before(place);
    }

    /** How many in a second are submitted later and yet go before it. */
    synchronized double overtaking(TaskType type, Place place, long nowMs) {
        TypeCensus census = types.get(type);
        return census == null ? 0 : census.overtaking(place, nowMs);
    }
}
