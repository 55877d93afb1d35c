package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.pace.Agenda.Alarm;
import org.jspecify.annotations.Nullable;

/** One attempt that an executor has been given. */
public final class Attempt {

    final Pending pending;
    Seat seat;
    private final int number;
    private final long fence;
    private final long beganMs;

    /** Goes off when it has taken too long. */
    @Nullable Alarm timeout;

    /** Its executor has given the credit back; the log has not heard of its end yet. */
    boolean isReturned;

    /** When it did. */
    long returnedMs;

    /** Its end does not count any more; its executor was told, but may still be at it. */
    boolean isStopped;

    /** Its executor is gone. */
    boolean isLost;

    Attempt(Pending pending, Seat seat, int number, long fence, long beganMs) {
        this.pending = pending;
        this.seat = seat;
        this.number = number;
        this.fence = fence;
        this.beganMs = beganMs;
    }

    /** Which one of its task it is, from 1. */
    public int number() {
        return number;
    }

    public long fence() {
        return fence;
    }

    /** When it was dispatched, milliseconds since 1970. */
    public long beganMs() {
        return beganMs;
    }

    /** Who has it. */
    public Worker worker() {
        return seat.worker;
    }

    /** What its executor calls it. */
    public HeldAttempt held() {
        return new HeldAttempt(seat.type.type, pending.task.id(), fence);
    }

    Assignment assignment() {
        return new Assignment(
                seat.type.type, pending.task.request(), pending.task.submitter(), number, fence);
    }
}
