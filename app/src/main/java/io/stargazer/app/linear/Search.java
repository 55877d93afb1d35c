package io.stargazer.app.linear;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Looks for an order of the operations on one register: places, one after the other, an operation
 * that began before any other that is not placed yet ended; steps back when none fits; goes nowhere
 * twice. Writes of unknown outcome have no end, and need not be placed. One thread.
 */
final class Search {

    private static final int TOLD = 8;

    /** What came of it. */
    enum Result {
        FOUND,
        NONE,
        TOO_LARGE
    }

    /**
     * How far the search came at best.
     *
     * @param count how many are placed
     * @param last those placed last, in order
     * @param value what the register holds then
     */
    record Deepest(int count, List<Operation> last, long value) {}

    /** Where the search was: what is placed, and what the register holds then. */
    private record Configuration(int allBefore, BitSet after, BitSet unknown, long value) {}

    private record Step(Event event, long valueBefore) {}

    private final Event head = Event.head();
    private final int most;
    private final Set<Configuration> seen = new HashSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final BitSet placed = new BitSet();
    private final BitSet placedUnknown = new BitSet();
    private long value;
    private int left;
    private Deepest deepest;

    /**
     * @param most how many configurations are remembered before the search gives up
     */
    Search(List<Operation> operations, long initial, int most) {
        this.most = most;
        this.value = initial;
        this.deepest = new Deepest(0, List.of(), initial);
        link(operations);
    }

    Deepest deepest() {
        return deepest;
    }

    /** Beginnings and ends in the order of time; what touches overlaps. */
    private void link(List<Operation> operations) {
        List<Event> events = new ArrayList<>();
        List<Operation> byBegin = new ArrayList<>(operations);
        byBegin.sort(Comparator.comparingLong(Operation::invokedNs));
        int unknown = 0;
        for (Operation operation : byBegin) {
            if (operation.isUnknown()) {
                events.add(Event.beginOf(operation, unknown++, null));
            } else {
                Event end = Event.endOf(operation, left);
                events.add(Event.beginOf(operation, left++, end));
                events.add(end);
            }
        }
        events.sort(Comparator.comparingLong(Event::timeNs).thenComparing(Event::isEnd));
        Event last = head;
        for (Event event : events) {
            event.insertAfter(last);
            last = event;
        }
    }

    Result run() {
        Event at = head;
        while (left > 0) {
            if (at == head) {
                at = following(head);
            } else if (at.isEnd()) {
                if (steps.isEmpty()) {
                    return Result.NONE;
                }
                at = following(stepBack());
            } else if (!fits(at) || !isNew(at)) {
                at = following(at);
            } else if (seen.size() > most) {
                return Result.TOO_LARGE;
            } else {
                place(at);
                at = head;
            }
        }
        return Result.FOUND;
    }

    /** There always is one: what is not placed yet has an end. */
    private static Event following(Event event) {
        return Objects.requireNonNull(event.next);
    }

    private boolean fits(Event event) {
        Operation operation = event.operation();
        return operation.isWrite() || operation.value() == value;
    }

    /** Whether the search was never where this operation leads. */
    private boolean isNew(Event event) {
        BitSet bits = bitsOf(event);
        bits.set(event.index);
        int allBefore = placed.nextClearBit(0);
        boolean isNew =
                seen.add(
                        new Configuration(
                                allBefore,
                                placed.get(allBefore, Math.max(allBefore, placed.length())),
                                (BitSet) placedUnknown.clone(),
                                event.operation().value()));
        bits.clear(event.index);
        return isNew;
    }

    private void place(Event event) {
        bitsOf(event).set(event.index);
        steps.addLast(new Step(event, value));
        value = event.operation().value();
        left -= event.operation().isUnknown() ? 0 : 1;
        event.lift();
        if (steps.size() > deepest.count()) {
            deepest = new Deepest(steps.size(), lastPlaced(), value);
        }
    }

    private Event stepBack() {
        Step last = steps.removeLast();
        Event event = last.event();
        bitsOf(event).clear(event.index);
        value = last.valueBefore();
        left += event.operation().isUnknown() ? 0 : 1;
        event.putBack();
        return event;
    }

    private BitSet bitsOf(Event event) {
        return event.operation().isUnknown() ? placedUnknown : placed;
    }

    private List<Operation> lastPlaced() {
        List<Operation> last = new ArrayList<>();
        Iterator<Step> fromEnd = steps.descendingIterator();
        while (fromEnd.hasNext() && last.size() < TOLD) {
            last.addFirst(fromEnd.next().event().operation());
        }
        return last;
    }
}
