package io.stargazer.app.linear;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The beginning or the end of an operation, in a list from which it can be lifted and put back. */
final class Event {

    /** Of the operation, among those whose outcome is known, or among the others. */
    final int index;

    private final @Nullable Operation operation;
    private final @Nullable Event end;
    private final boolean isEnd;
    private @Nullable Event previous;
    @Nullable Event next;

    private Event(@Nullable Operation operation, int index, @Nullable Event end, boolean isEnd) {
        this.operation = operation;
        this.index = index;
        this.end = end;
        this.isEnd = isEnd;
    }

    /** The place before the first one. */
    static Event head() {
        return new Event(null, -1, null, false);
    }

    static Event endOf(Operation operation, int index) {
        return new Event(operation, index, null, true);
    }

    /**
     * @param end null when nobody knows it
     */
    static Event beginOf(Operation operation, int index, @Nullable Event end) {
        return new Event(operation, index, end, false);
    }

    Operation operation() {
        return Objects.requireNonNull(operation);
    }

    boolean isEnd() {
        return isEnd;
    }

    long timeNs() {
        return isEnd ? operation().returnedNs() : operation().invokedNs();
    }

    void insertAfter(Event before) {
        previous = before;
        next = before.next;
        before.next = this;
        if (next != null) {
            next.previous = this;
        }
    }

    /** Takes a beginning and its end out. */
    void lift() {
        unlink();
        if (end != null) {
            end.unlink();
        }
    }

    /** Undoes the last {@link #lift} that is not undone yet. */
    void putBack() {
        if (end != null) {
            end.link();
        }
        link();
    }

    private void unlink() {
        Objects.requireNonNull(previous).next = next;
        if (next != null) {
            next.previous = previous;
        }
    }

    private void link() {
        Objects.requireNonNull(previous).next = this;
        if (next != null) {
            next.previous = this;
        }
    }
}
