package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.server.task.pace.Agenda.Alarm;
import io.stargazer.server.task.pace.Rate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The pending tasks of one type, and the executors that have a handler for it. */
final class TypeQueue {

    final TaskType type;
    final Map<TaskId, Pending> tasks = new HashMap<>();
    final Line any = new Line(this, "");

    /** For those tasks that only one executor may run, by its name. */
    private final Map<String, Line> named = new HashMap<>();

    /** Those that may be free, the one that was given something longest ago first. */
    private final PriorityQueue<Seat> free =
            new PriorityQueue<>(
                    Comparator.comparingLong((Seat seat) -> seat.lastGiven)
                            .thenComparingLong(seat -> seat.worker.number));

    /** By the name of the executor; two applications may have one of the same name. */
    private final Map<String, List<Seat>> seats = new HashMap<>();

    boolean isPaused;
    private TypeLimits limits = TypeLimits.DEFAULT;
    private Rate rate = new Rate(0);

    /** How many attempts hold a place. */
    int running;

    /** Goes off when the rate allows another one. */
    final Alarm rateAlarm;

    /**
     * @param onRate runs with this when the rate allows another one
     */
    TypeQueue(TaskType type, Consumer<TypeQueue> onRate) {
        this.type = type;
        this.rateAlarm = new Alarm(() -> onRate.accept(this));
    }

    void limit(TypeLimits changed) {
        limits = changed;
        if (rate.perSecond() != changed.ratePerSecond()) {
            rate = new Rate(changed.ratePerSecond());
        }
    }

    boolean isLimited() {
        return limits.atOnce() > 0;
    }

    boolean isFull() {
        return limits.atOnce() > 0 && running >= limits.atOnce();
    }

    Rate rate() {
        return rate;
    }

    Line lineOf(Pending pending) {
        String executor = pending.task.options().executor();
        return executor.isEmpty()
                ? any
                : named.computeIfAbsent(executor, name -> new Line(this, name));
    }

    @Nullable Line named(String executor) {
        return named.isEmpty() ? null : named.get(executor);
    }

    Collection<Line> named() {
        return named.values();
    }

    /** A line for one executor is only kept while somebody stands in it. */
    void forgetIfEmpty(Line line) {
        if (line.ready() == 0 && !line.executor.isEmpty()) {
            named.remove(line.executor);
        }
    }

    int ready() {
        int ready = any.ready();
        for (Line line : named.values()) {
            ready += line.ready();
        }
        return ready;
    }

    void add(Seat seat) {
        seats.computeIfAbsent(seat.worker.name(), _ -> new ArrayList<>(1)).add(seat);
        list(seat);
    }

    void remove(Seat seat) {
        List<Seat> same = seats.get(seat.worker.name());
        if (same != null && same.remove(seat) && same.isEmpty()) {
            seats.remove(seat.worker.name());
        }
        if (seat.isListed) {
            free.remove(seat);
        }
    }

    /** It may be free. */
    void list(Seat seat) {
        if (!seat.isListed) {
            seat.isListed = true;
            seat.lastGiven = seat.worker.lastGiven;
            free.add(seat);
        }
    }

    /** Nobody needs this any more. */
    boolean isUnused() {
        boolean isUsual = !isPaused && limits.equals(TypeLimits.DEFAULT);
        return isUsual && tasks.isEmpty() && seats.isEmpty();
    }

    int executors() {
        int executors = 0;
        for (List<Seat> same : seats.values()) {
            executors += same.size();
        }
        return executors;
    }

    /** Who is to get the next task of this line; null while nobody is free. */
    @Nullable Seat seatFor(Line line) {
        return line.executor.isEmpty() ? leastRecent() : leastRecentOf(line.executor);
    }

    private @Nullable Seat leastRecent() {
        for (Seat seat = free.peek(); seat != null; seat = free.peek()) {
            if (!seat.canTake()) {
                free.remove();
                seat.isListed = false;
            } else if (seat.lastGiven < seat.worker.lastGiven) {
                free.remove();
                seat.lastGiven = seat.worker.lastGiven;
                free.add(seat);
            } else {
                return seat;
            }
        }
        return null;
    }

    private @Nullable Seat leastRecentOf(String executor) {
        Seat best = null;
        for (Seat seat : seats.getOrDefault(executor, List.of())) {
            boolean isBetter = best == null || seat.worker.lastGiven < best.worker.lastGiven;
            if (isBetter && seat.canTake()) {
                best = seat;
            }
        }
        return best;
    }

    /** Who may make a second attempt; null when nobody else is free. */
    @Nullable Seat seatBeside(Worker first) {
        Seat best = null;
        for (List<Seat> same : seats.values()) {
            for (Seat seat : same) {
                boolean isBetter = best == null || seat.worker.lastGiven < best.worker.lastGiven;
                if (isBetter && seat.worker != first && seat.canTake()) {
                    best = seat;
                }
            }
        }
        return best;
    }
}
