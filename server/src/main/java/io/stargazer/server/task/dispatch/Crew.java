package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.dispatch.Pending.Place;
import io.stargazer.server.task.plane.EphemeralFence;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The executors of a {@link Dispatcher}: they come, give back what they had, and go. */
public final class Crew {

    private static final String UNKNOWN = "the task has ended, or another attempt at it counts";

    private final Turns turns;
    private final Types types;
    private final BiConsumer<Attempt, AttemptEnd> ends;
    private long joined;

    Crew(Turns turns, Types types, BiConsumer<Attempt, AttemptEnd> ends) {
        this.turns = turns;
        this.types = types;
        this.ends = ends;
    }

    /**
     * An executor presents itself. What it holds and may go on with is its own from now on; the
     * rest it is told to stop, which holds a place until it says that it has.
     *
     * @param id whatever tells executors apart
     * @param before the same process as it was until now, null for one that is new; what that had
     *     and it does not name never reached it, and is given again
     */
    public Worker join(String id, ExecutorHello hello, @Nullable Worker before) {
        Worker worker = new Worker(id, hello.name(), hello.credit(), ++joined);
        for (ExecutorHello.HandledType handled : hello.types()) {
            Seat seat = new Seat(worker, types.of(handled.type()), handled.places());
            worker.seats.add(seat);
            seat.type.add(seat);
        }
        if (before != null) {
            List.copyOf(before.attempts).stream()
                    .filter(attempt -> attempt.isReturned && !attempt.isStopped)
                    .forEach(attempt -> inherit(worker, attempt));
        }
        hello.held().forEach(held -> adopt(worker, held));
        if (before != null) {
            List.copyOf(before.attempts).stream()
                    .filter(attempt -> !attempt.isReturned && !attempt.isStopped)
                    .filter(attempt -> attempt.pending.place != Place.ENDING)
                    .filter(attempt -> hello.handles(attempt.seat.type.type))
                    .forEach(attempt -> giveAgain(worker, attempt));
        }
        turns.freed(worker);
        return worker;
    }

    /** The log has not heard of its end yet, but will. */
    private void inherit(Worker worker, Attempt attempt) {
        attempt.seat.worker.attempts.remove(attempt);
        attempt.seat = seatOf(worker, attempt.seat.type.type);
        worker.attempts.add(attempt);
    }

    /** It was on its way while the executor presented itself anew, and never reached it. */
    private void giveAgain(Worker worker, Attempt unnamed) {
        drop(unnamed);
        Seat seat = seatOf(worker, unnamed.seat.type.type);
        Attempt again =
                new Attempt(
                        unnamed.pending,
                        seat,
                        unnamed.number(),
                        unnamed.fence(),
                        unnamed.beganMs());
        turns.hand(again);
        worker.assign(again.assignment());
        turns.hasNews(worker);
    }

    private void adopt(Worker worker, HeldAttempt held) {
        Seat seat = seatOf(worker, held.type());
        Pending pending = types.pending(held.type(), held.id());
        boolean isGood =
                pending != null
                        && pending.place != Place.ENDING
                        && pending.isEphemeral == EphemeralFence.is(held.fence())
                        && held.fence() > pending.task.course().fence();
        if (pending == null || !isGood || isElsewhere(pending, held)) {
            refuse(seat, held);
            return;
        }
        Attempt known = withFence(pending, held.fence());
        long beganMs = known == null ? turns.nowMs() : known.beganMs();
        int number = pending.task.course().attemptsEnded() + 1;
        if (known != null) {
            number = known.number();
            drop(known);
        }
        turns.withdraw(pending);
        turns.hand(new Attempt(pending, seat, number, held.fence(), beganMs));
    }

    /** Whether another executor that is here has this task. */
    private static boolean isElsewhere(Pending pending, HeldAttempt held) {
        Attempt known = withFence(pending, held.fence());
        boolean isHere = known != null && !known.isLost && !known.seat.worker.isAway;
        return isHere || (known == null && pending.isRunning());
    }

    private static @Nullable Attempt withFence(Pending pending, long fence) {
        Attempt first = pending.first;
        Attempt second = pending.second;
        if (first != null && first.fence() == fence) {
            return first;
        }
        return second != null && second.fence() == fence ? second : null;
    }

    /** It is carried on under another presentation of its executor. */
    private void drop(Attempt known) {
        known.pending.remove(known);
        turns.neverMind(known);
        known.seat.worker.attempts.remove(known);
        if (!known.isLost && !known.isReturned) {
            turns.giveBack(known);
        }
    }

    private void refuse(Seat seat, HeldAttempt held) {
        Attempt stopped = new Attempt(Pending.unknown(held), seat, 0, held.fence(), turns.nowMs());
        turns.occupy(stopped);
        stop(stopped, UNKNOWN);
    }

    /** An executor may hold attempts at what it does not handle any more. */
    private Seat seatOf(Worker worker, TaskType type) {
        for (Seat seat : worker.seats) {
            if (seat.type.type.equals(type)) {
                return seat;
            }
        }
        Seat none = new Seat(worker, types.of(type), 0);
        worker.seats.add(none);
        return none;
    }

    /** Its connection is broken: it gets nothing while it may come back. */
    public void away(Worker worker) {
        worker.isAway = true;
    }

    /** It finishes what it has and takes no more; or takes work again. */
    public void drain(Worker worker, boolean isDraining) {
        worker.isDraining = isDraining;
        turns.freed(worker);
    }

    /** It is gone: what it had goes to others. */
    public void leave(Worker worker) {
        worker.isAway = true;
        worker.seats.forEach(seat -> seat.type.remove(seat));
        for (Attempt attempt : List.copyOf(worker.attempts)) {
            if (!attempt.isReturned) {
                turns.giveBack(attempt);
            }
            attempt.isLost = true;
            if (!attempt.isStopped) {
                ends.accept(attempt, new AttemptEnd.Lost());
            }
        }
        worker.attempts.clear();
        worker.stopped.clear();
        worker.seats.forEach(seat -> types.forgetIfUnused(seat.type));
    }

    /**
     * An executor says that an attempt ended: its place is free. Harmless when repeated.
     *
     * @return whether its end may count; that is for the log to say
     */
    public boolean returned(Worker worker, TaskType type, TaskId id, long fence) {
        Pending pending = types.pending(type, id);
        Attempt attempt = pending == null ? null : pending.attempt(worker, fence);
        if (attempt != null) {
            if (!attempt.isReturned) {
                attempt.isReturned = true;
                attempt.returnedMs = turns.nowMs();
                turns.giveBack(attempt);
            }
            return true;
        }
        Attempt stopped =
                worker.stopped.isEmpty()
                        ? null
                        : worker.stopped.remove(new HeldAttempt(type, id, fence));
        if (stopped != null) {
            worker.attempts.remove(stopped);
            turns.giveBack(stopped);
        }
        return pending != null && fence > pending.task.course().fence();
    }

    /** The attempts at tasks of a type that executors have, at most so many. */
    public List<Attempt> running(TaskType type, int most) {
        TypeQueue queue = types.get(type);
        return queue == null ? List.of() : queue.attempts(most);
    }

    /** The executors that have a handler for a type. */
    public List<Worker> workers(TaskType type) {
        TypeQueue queue = types.get(type);
        return queue == null ? List.of() : queue.workers();
    }

    /**
     * Since when they let a task of a type wait: the one that waits longest of those that are next
     * of their submitter and priority, milliseconds since 1970; 0 when none is ready.
     */
    public long waitingSinceMs(TaskType type) {
        TypeQueue queue = types.get(type);
        return queue == null ? 0 : queue.waitingSinceMs();
    }

    /** Whether an executor has an attempt whose end may count. */
    public boolean has(Worker worker, TaskType type, TaskId id, long fence) {
        Pending pending = types.pending(type, id);
        return pending != null && pending.attempt(worker, fence) != null;
    }

    /**
     * Gives a task that runs to a second executor; the first end of the two counts (TK-6).
     *
     * @return whether it has two now; not without a free executor, nor when one was named for it,
     *     nor before something was logged after the first was begun, which gives the second a
     *     greater fence
     */
    public boolean speculate(TaskType type, TaskId id) {
        TypeQueue queue = types.get(type);
        Pending pending = queue == null ? null : queue.tasks.get(id);
        Attempt first = pending == null ? null : pending.first;
        if (queue == null || pending == null || first == null || pending.place != Place.RUNNING) {
            return false;
        }
        if (pending.second != null || first.isReturned || isTooSoon(pending, first)) {
            return pending.second != null;
        }
        boolean isBound = !pending.task.options().executor().isEmpty();
        boolean mayBegin = !isBound && !queue.isPaused && !queue.isFull() && turns.hasRate(queue);
        Seat seat = mayBegin ? queue.seatBeside(first.seat.worker) : null;
        if (seat != null) {
            queue.rate().take(turns.nowMs());
            turns.begin(pending, seat);
        }
        return seat != null;
    }

    /** Whether a task cannot have a second attempt because the log stood still. */
    public boolean isAsOldAsTheLog(TaskType type, TaskId id) {
        Pending pending = types.pending(type, id);
        Attempt first = pending == null ? null : pending.first;
        return pending != null
                && first != null
                && pending.place == Place.RUNNING
                && pending.second == null
                && !first.isReturned
                && isTooSoon(pending, first);
    }

    private boolean isTooSoon(Pending pending, Attempt first) {
        return !pending.isEphemeral && first.fence() >= turns.revision();
    }

    /** The log says that an attempt is over, be its executor done with it or not. */
    void over(Attempt attempt, String reason) {
        if (attempt.isReturned || attempt.isLost) {
            attempt.seat.worker.attempts.remove(attempt);
        } else {
            stop(attempt, reason);
        }
    }

    private void stop(Attempt attempt, String reason) {
        Worker worker = attempt.seat.worker;
        attempt.isStopped = true;
        worker.stopped.put(attempt.held(), attempt);
        worker.stop(attempt.held(), reason);
        turns.hasNews(worker);
    }
}
