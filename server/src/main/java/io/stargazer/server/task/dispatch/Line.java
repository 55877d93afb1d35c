package io.stargazer.server.task.dispatch;

import org.jspecify.annotations.Nullable;

/** The ready tasks of one type that any executor may take, or only one that is named (TK-11). */
final class Line {

    private static final int PRIORITIES = 10;

    final TypeQueue type;

    /** Empty for any. */
    final String executor;

    private final @Nullable Lane[] lanes = new @Nullable Lane[PRIORITIES];

    /** A bit for each priority of which something is ready. */
    private int filled;

    private int ready;

    /** Whether it waits for its turn. */
    boolean isInTurn;

    Line(TypeQueue type, String executor) {
        this.type = type;
        this.executor = executor;
    }

    int ready() {
        return ready;
    }

    void add(Pending pending) {
        int priority = pending.task.options().priority();
        Lane lane = lanes[priority];
        if (lane == null) {
            lane = new Lane(this, priority);
            lanes[priority] = lane;
        }
        pending.backlog = lane.add(pending);
        filled |= 1 << priority;
        ready++;
    }

    /** Takes out one that is ready, wherever it stands. */
    static void takeBack(Pending pending) {
        Backlog backlog = pending.backlog;
        if (backlog != null) {
            pending.backlog = null;
            Lane lane = backlog.lane;
            lane.takenBack(backlog);
            lane.line.taken(lane);
        }
    }

    /** The next task, which is taken out; null when none is ready. */
    @Nullable Pending poll() {
        if (filled == 0) {
            return null;
        }
        int highest = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(filled);
        Lane lane = lanes[highest];
        Pending pending = lane == null ? null : lane.poll();
        if (lane != null && pending != null) {
            taken(lane);
        }
        return pending;
    }

    private void taken(Lane lane) {
        ready--;
        if (lane.ready() == 0) {
            filled &= ~(1 << lane.priority);
        }
        if (!isInTurn) {
            type.forgetIfEmpty(this);
        }
    }

    /** How many of a priority are ready. */
    int ready(int priority) {
        Lane lane = lanes[priority];
        return lane == null ? 0 : lane.ready();
    }
}
