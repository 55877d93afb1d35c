package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.forecast.Workforce;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An executor, as the dispatcher sees it: from one presentation of itself to the next. */
public final class Worker {

    private final String id;
    private final String name;
    private final int credit;
    final long number;
    final List<Seat> seats = new ArrayList<>();

    /** What it has, be it stopped or given back, until the log has heard of its end. */
    final Set<Attempt> attempts = new LinkedHashSet<>();

    /** Those of {@link #attempts} that are stopped. */
    final Map<HeldAttempt, Attempt> stopped = new HashMap<>();

    /** How many attempts hold a place. */
    int outstanding;

    int unusedSeats;

    /** Grows with each thing that any worker is given. */
    long lastGiven;

    boolean isAway;
    boolean isDraining;

    /** Whether a place has become free since its seats were looked at. */
    boolean isFreed;

    private List<Assignment> assigned = new ArrayList<>();
    private Map<String, List<HeldAttempt>> stops = new LinkedHashMap<>();

    /** Whether there is something to tell it. */
    boolean hasNews;

    /**
     * @param number which one of all that ever came
     */
    Worker(String id, String name, int credit, long number) {
        this.number = number;
        this.id = id;
        this.name = name;
        this.credit = credit;
    }

    /** Whatever tells executors apart: the session. */
    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public int credit() {
        return credit;
    }

    /** How many attempts it has. */
    public int outstanding() {
        return outstanding;
    }

    public boolean isDraining() {
        return isDraining;
    }

    /** What it has at the moment, in the order in which it was given. */
    public Collection<Attempt> attempts() {
        return Collections.unmodifiableCollection(attempts);
    }

    int free() {
        return credit - outstanding;
    }

    boolean takesWork() {
        return !isAway && !isDraining && free() > 0;
    }

    /** The places to be left to the types that have nothing here. */
    int reserved() {
        return Math.min(unusedSeats, credit / 2);
    }

    /** What it has handlers for. */
    public List<ExecutorHello.HandledType> handled() {
        List<ExecutorHello.HandledType> types = new ArrayList<>();
        for (Seat seat : seats) {
            if (seat.places() > 0) {
                types.add(new ExecutorHello.HandledType(seat.type.type, seat.places()));
            }
        }
        return types;
    }

    /** What it handles and does, for forecasts. */
    Workforce.Executor atWork(long nowMs) {
        List<Workforce.Running> running = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (!attempt.isReturned) {
                long elapsedMs = Math.max(0, nowMs - attempt.beganMs());
                running.add(new Workforce.Running(attempt.seat.type.type, elapsedMs * 1000));
            }
        }
        return new Workforce.Executor(credit, handled(), running);
    }

    void assign(Assignment assignment) {
        assigned.add(assignment);
    }

    void stop(HeldAttempt attempt, String reason) {
        stops.computeIfAbsent(reason, _ -> new ArrayList<>()).add(attempt);
    }

    /** What it is to be told to begin, once. */
    public List<Assignment> takeAssigned() {
        if (assigned.isEmpty()) {
            return List.of();
        }
        List<Assignment> taken = assigned;
        assigned = new ArrayList<>();
        return taken;
    }

    /** What it is to be told to give up, by reason, once. */
    public Map<String, List<HeldAttempt>> takeStops() {
        if (stops.isEmpty()) {
            return Map.of();
        }
        Map<String, List<HeldAttempt>> taken = stops;
        stops = new LinkedHashMap<>();
        return taken;
    }
}
