package io.stargazer.server.task.pace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when: a binary heap whose entries know their place, so that what is not wanted
 * any more leaves it at once. Setting, moving and taking back cost O(log n).
 */
public final class Agenda {

    /** Something that is to be done at a time; in one agenda at most. */
    public static final class Alarm {

        private static final int NOWHERE = -1;

        private final Runnable action;
        private long atMs;

        /** In the heap. */
        private int place = NOWHERE;

        public Alarm(Runnable action) {
            this.action = action;
        }
    }

    private final List<Alarm> heap = new ArrayList<>();

    /** When the next alarm goes off, {@code Long.MAX_VALUE} when none is set. */
    public long nextMs() {
        return heap.isEmpty() ? Long.MAX_VALUE : heap.getFirst().atMs;
    }

    /**
     * Sets an alarm, or another time for it.
     *
     * @param atMs milliseconds since 1970
     */
    public void set(Alarm alarm, long atMs) {
        cancel(alarm);
        alarm.atMs = atMs;
        heap.add(alarm);
        up(alarm, heap.size() - 1);
    }

    /** Harmless for one that is not set. */
    public void cancel(@Nullable Alarm alarm) {
        if (alarm == null || alarm.place == Alarm.NOWHERE) {
            return;
        }
        int place = alarm.place;
        alarm.place = Alarm.NOWHERE;
        Alarm last = heap.removeLast();
        if (place == heap.size()) {
            return;
        }
        up(last, place);
        down(last, last.place);
    }

    /** Does what is to be done by now, in the order of time. */
    public void run(long nowMs) {
        while (nextMs() <= nowMs) {
            Alarm first = heap.getFirst();
            cancel(first);
            first.action.run();
        }
    }

    private void up(Alarm alarm, int from) {
        int place = from;
        while (place > 0) {
            Alarm parent = heap.get((place - 1) / 2);
            if (parent.atMs <= alarm.atMs) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(alarm, place);
    }

    private void down(Alarm alarm, int from) {
        int place = from;
        for (int child = 2 * place + 1; child < heap.size(); child = 2 * place + 1) {
            if (child + 1 < heap.size() && heap.get(child + 1).atMs < heap.get(child).atMs) {
                child++;
            }
            if (heap.get(child).atMs >= alarm.atMs) {
                break;
            }
            put(heap.get(child), place);
            place = child;
        }
        put(alarm, place);
    }

    private void put(Alarm alarm, int place) {
        heap.set(place, alarm);
        alarm.place = place;
    }
}
