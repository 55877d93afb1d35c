package io.stargazer.app.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all clients did, as it comes. Thread-safe. */
public final class History {

    private final SortedMap<String, List<Operation>> byKey = new TreeMap<>();
    private long size;
    private long unknown;

    public synchronized void add(Operation operation) {
        byKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        size += operation.outcome() == Operation.Outcome.NOT_DONE ? 0 : 1;
        unknown += operation.isUnknown() ? 1 : 0;
    }

    /** How many operations there were that were not refused. */
    public synchronized long size() {
        return size;
    }

    /** How many of them nobody knows the outcome of. */
    public synchronized long unknown() {
        return unknown;
    }

    /** Register by register: what happens to one says nothing about another. */
    synchronized SortedMap<String, List<Operation>> byKey() {
        SortedMap<String, List<Operation>> copy = new TreeMap<>();
        byKey.forEach((key, operations) -> copy.put(key, List.copyOf(operations)));
        return copy;
    }
}
