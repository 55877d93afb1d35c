package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.Course;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.server.task.dispatch.Pending.Place;
import io.stargazer.server.task.forecast.QueueCensus;
import io.stargazer.server.task.pace.Agenda;
import io.stargazer.server.task.pace.Agenda.Alarm;
import io.stargazer.server.task.plane.EphemeralFence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives ready tasks to free executors: one of each line in turn. A line leaves the round when it
 * cannot go on, and is woken by whatever may change that, so a step costs what it moves.
 */
final class Turns {

    private final Agenda agenda;
    private final ArrayDeque<Line> round = new ArrayDeque<>();
    private final List<Worker> freed = new ArrayList<>();
    private final List<Worker> news = new ArrayList<>();
    private final QueueCensus census;
    private final Consumer<Attempt> onTimeout;
    private long given;
    private long nowMs;
    private long revision;

    /**
     * @param census of the tasks that are ready
     * @param onTimeout told of an attempt that takes too long
     */
    Turns(Agenda agenda, QueueCensus census, Consumer<Attempt> onTimeout) {
        this.agenda = agenda;
        this.census = census;
        this.onTimeout = onTimeout;
    }

    void at(long newMs, long newRevision) {
        nowMs = newMs;
        revision = Math.max(revision, newRevision);
    }

    long nowMs() {
        return nowMs;
    }

    long revision() {
        return revision;
    }

    /** It may be possible to give out the next of this line. */
    void wake(@Nullable Line line) {
        if (line != null && !line.isInTurn && line.ready() > 0) {
            line.isInTurn = true;
            round.add(line);
        }
    }

    void wakeAll(TypeQueue type) {
        wake(type.any);
        type.named().forEach(this::wake);
    }

    /** Gives out what can be given. */
    void dispatch() {
        freed.forEach(this::offerSeats);
        freed.clear();
        for (Line line = round.poll(); line != null; line = round.poll()) {
            if (dispatchOne(line)) {
                round.add(line);
            } else {
                line.isInTurn = false;
                line.type.forgetIfEmpty(line);
            }
        }
    }

    private boolean dispatchOne(Line line) {
        TypeQueue type = line.type;
        if (line.ready() == 0 || type.isPaused || type.isFull()) {
            return false;
        }
        Seat seat = type.seatFor(line);
        if (seat == null || !hasToken(type)) {
            return false;
        }
        Pending next = line.poll();
        if (next == null) {
            return false;
        }
        census.left(next.task);
        type.rate().take(nowMs);
        begin(next, elsewhere(next, seat));
        return true;
    }

    /** Who had the last attempt, and failed, does not get the next while another is free. */
    private static Seat elsewhere(Pending next, Seat seat) {
        Course course = next.task.course();
        boolean hasFailedHere =
                course.attemptsEnded() > 0 && course.executor().equals(seat.worker.name());
        boolean isBound = !next.task.options().executor().isEmpty();
        Seat other = hasFailedHere && !isBound ? seat.type.seatBeside(seat.worker) : null;
        return other == null ? seat : other;
    }

    /** Whether the rate of a type allows another attempt now. */
    boolean hasRate(TypeQueue type) {
        return type.rate().readyMs(nowMs) <= nowMs;
    }

    private boolean hasToken(TypeQueue type) {
        long readyMs = type.rate().readyMs(nowMs);
        if (readyMs > nowMs) {
            agenda.set(type.rateAlarm, readyMs);
            return false;
        }
        return true;
    }

    /** Greater than those of all attempts at it that ended; of an ephemeral one, of all. */
    long nextFence(Pending pending) {
        return pending.isEphemeral ? EphemeralFence.of(revision, ++pending.fences) : revision;
    }

    /** An attempt begins. */
    void begin(Pending pending, Seat seat) {
        int earlier = pending.task.course().attemptsEnded() + (pending.isRunning() ? 1 : 0);
        Attempt attempt = new Attempt(pending, seat, earlier + 1, nextFence(pending), nowMs);
        hand(attempt);
        seat.worker.assign(attempt.assignment());
        hasNews(seat.worker);
    }

    /** An executor has an attempt, whoever gave it. */
    void hand(Attempt attempt) {
        Pending pending = attempt.pending;
        Seat seat = attempt.seat;
        pending.place = Place.RUNNING;
        pending.add(attempt);
        occupy(attempt);
        seat.worker.lastGiven = ++given;
        TaskOptions options = pending.task.options();
        if (options.attemptTimeoutMs() > 0) {
            Alarm timeout = new Alarm(() -> onTimeout.accept(attempt));
            attempt.timeout = timeout;
            agenda.set(timeout, nowMs + options.attemptTimeoutMs());
        }
    }

    /** Wherever a task waits, it does not wait there any more. */
    void withdraw(Pending pending) {
        if (pending.backlog != null) {
            census.left(pending.task);
        }
        Line.takeBack(pending);
        agenda.cancel(pending.ready);
        pending.ready = null;
    }

    /** It may take as long as it likes. */
    void neverMind(Attempt attempt) {
        agenda.cancel(attempt.timeout);
    }

    /** An attempt holds a place, be its end wanted or not. */
    void occupy(Attempt attempt) {
        attempt.seat.take();
        attempt.seat.type.running++;
        attempt.seat.worker.attempts.add(attempt);
    }

    /** An attempt holds no place any more. */
    void giveBack(Attempt attempt) {
        Worker worker = attempt.seat.worker;
        attempt.seat.giveBack();
        attempt.seat.type.running--;
        if (attempt.seat.type.isLimited()) {
            wakeAll(attempt.seat.type);
        }
        freed(worker);
    }

    /** The seats of this worker are to be looked at. */
    void freed(Worker worker) {
        if (!worker.isFreed) {
            worker.isFreed = true;
            freed.add(worker);
        }
    }

    private void offerSeats(Worker worker) {
        worker.isFreed = false;
        for (Seat seat : worker.seats) {
            if (seat.canTake()) {
                seat.type.list(seat);
                wake(seat.type.any);
                wake(seat.type.named(worker.name()));
            }
        }
    }

    void hasNews(Worker worker) {
        if (!worker.hasNews) {
            worker.hasNews = true;
            news.add(worker);
        }
    }

    /** Those that are to be told something, once. */
    List<Worker> takeNews() {
        if (news.isEmpty()) {
            return List.of();
        }
        List<Worker> taken = List.copyOf(news);
        news.clear();
        taken.forEach(worker -> worker.hasNews = false);
        return taken;
    }
}
