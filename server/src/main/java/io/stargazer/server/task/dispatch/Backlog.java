package io.stargazer.server.task.dispatch;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks of one submitter and one priority: earliest deadline first, then in the order of
 * submission. Those that come in order wait in a plain queue, only the others in a heap. What is
 * taken back stays until it is met, or until half of all that is there is of that kind.
 */
final class Backlog {

    private static final int FEW = 64;

    final Lane lane;
    final String submitter;
    private final ArrayDeque<Pending> inOrder = new ArrayDeque<>(4);
    private final PriorityQueue<Pending> others =
            new PriorityQueue<>(4, (a, b) -> a.isBefore(b) ? -1 : b.isBefore(a) ? 1 : 0);
    private int ready;

    Backlog(Lane lane, String submitter) {
        this.lane = lane;
        this.submitter = submitter;
    }

    int ready() {
        return ready;
    }

    void add(Pending pending) {
        Pending last = inOrder.peekLast();
        if (last == null || last.isBefore(pending)) {
            inOrder.add(pending);
        } else {
            others.add(pending);
        }
        ready++;
    }

    /** One of these is not ready any more. */
    void takenBack() {
        ready--;
        int all = inOrder.size() + others.size();
        if (ready == 0) {
            inOrder.clear();
            others.clear();
        } else if (all > FEW && all > 2 * ready) {
            inOrder.removeIf(each -> !isHere(each));
            others.removeIf(each -> !isHere(each));
        }
    }

    /** The next one, which is taken out; null when none is ready. */
    @Nullable Pending poll() {
        while (true) {
            Pending next = next();
            if (next == null) {
                return null;
            }
            if (isHere(next)) {
                next.backlog = null;
                ready--;
                return next;
            }
        }
    }

    private boolean isHere(Pending pending) {
        return pending.backlog == this;
    }

    private @Nullable Pending next() {
        Pending ordered = inOrder.peek();
        Pending other = others.peek();
        if (ordered != null && (other == null || ordered.isBefore(other))) {
            return inOrder.poll();
        }
        return others.poll();
    }
}
