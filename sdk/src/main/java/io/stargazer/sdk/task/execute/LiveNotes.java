package io.stargazer.sdk.task.execute;

import io.stargazer.api.task.work.TaskNote;
import io.stargazer.sdk.task.wire.TaskSession;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the leader what running attempts say (TK-9), a few times a second at most. What cannot be
 * told is not told later: the last lines of an attempt go with its end all the same. Thread-safe.
 */
final class LiveNotes {

    private static final long PERIOD_NS = 200_000_000;
    private static final int BYTES_OF_CALL = 512 << 10;

    /** So long an attempt runs before that alone is told: most end sooner. */
    private static final long SETTLED_NS = 100_000_000;

    private final Set<Attempt> noted = ConcurrentHashMap.newKeySet();

    /** Some attempt may have begun since they were looked at. */
    private final AtomicBoolean isLookDue = new AtomicBoolean();

    /**
     * When they are, by {@link System#nanoTime}; 0 when that is not known yet. The keeper's own.
     */
    private long lookNs;

    private volatile boolean isTelling;
    private final InstantSource clock;
    private long notBeforeNs = System.nanoTime();

    /** Nothing said yet; this clock says when something is. */
    LiveNotes(InstantSource clock) {
        this.clock = clock;
    }

    /** It has said something; returns whether nobody knew that yet. */
    boolean add(Attempt attempt) {
        return noted.add(attempt);
    }

    void forget(Attempt attempt) {
        noted.remove(attempt);
    }

    /** Nothing is to be told, now or in a moment. */
    boolean isEmpty() {
        return noted.isEmpty() && !isLookDue.get();
    }

    /** An attempt may have begun; returns whether nobody knew that yet. */
    boolean begun() {
        return !isLookDue.get() && isLookDue.compareAndSet(false, true);
    }

    /** Those that have run for a while say so (TK-2). One thread. */
    void look(Collection<Attempt> attempts) {
        if (!isLookDue.get()) {
            return;
        }
        long nowNs = System.nanoTime();
        if (lookNs == 0) {
            lookNs = nowNs + SETTLED_NS;
        } else if (nowNs - lookNs >= 0) {
            lookNs = 0;
            isLookDue.set(false); // before they are looked at: who begins from now on counts again
            attempts.forEach(this::look);
        }
    }

    private void look(Attempt attempt) {
        long untoldNs = attempt.untoldNs();
        if (untoldNs >= SETTLED_NS) {
            noted.add(attempt);
        } else if (untoldNs >= 0) {
            isLookDue.set(true);
        }
    }

    /** Tells what there is, unless that was done a moment ago. One thread. */
    void tell(TaskSession session) {
        if (noted.isEmpty() || isTelling || System.nanoTime() - notBeforeNs < 0) {
            return;
        }
        notBeforeNs = System.nanoTime() + PERIOD_NS;
        List<TaskNote> notes = take();
        isTelling = true;
        session.call(contract -> contract.report(session.id(), notes))
                .whenComplete((told, thrown) -> isTelling = false);
    }

    private List<TaskNote> take() {
        List<TaskNote> notes = new ArrayList<>();
        long nowMs = clock.millis();
        long bytes = 0;
        Iterator<Attempt> attempts = noted.iterator();
        while (attempts.hasNext() && bytes < BYTES_OF_CALL) {
            Attempt attempt = attempts.next();
            attempts.remove(); // before it is asked: what it says from now on counts again
            TaskNote note = attempt.note(nowMs);
            bytes += 64;
            for (String line : note.lines()) {
                bytes += 3L * line.length();
            }
            notes.add(note);
        }
        return notes;
    }
}
