package io.stargazer.app.linear;

import io.stargazer.app.linear.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks histories of registers.
 *
 * @param initial what every register holds at first
 * @param mostConfigurations how many places of the search are remembered for one register, about
 *     100 bytes each; beyond that the check gives up
 */
public record Linearizability(long initial, int mostConfigurations) {

    /** The first register that is wrong or cannot be decided, or that all are fine. */
    public Verdict check(History history) {
        for (Map.Entry<String, List<Operation>> entry : history.byKey().entrySet()) {
            List<Operation> all = entry.getValue();
            Search search = new Search(relevant(all), initial, mostConfigurations);
            switch (search.run()) {
                case FOUND -> {}
                case TOO_LARGE -> {
                    return new Verdict.Undecided(entry.getKey());
                }
                case NONE -> {
                    String story = new Story(all, initial).of(search.deepest());
                    return new Verdict.Violated(entry.getKey(), story);
                }
            }
        }
        return new Verdict.Linearizable();
    }

    /**
     * Without what says nothing: what was not done, and reads without an answer. A write of unknown
     * outcome that nobody has read can be left out, since if there is an order with it there is the
     * same without it. One that alone can explain a value that was read took its effect before the
     * first such read ended, so its end is known after all.
     */
    private List<Operation> relevant(List<Operation> all) {
        Map<Long, Integer> writers = new HashMap<>();
        Map<Long, Long> firstSeenNs = new HashMap<>();
        writers.put(initial, 1);
        for (Operation operation : all) {
            if (operation.isWrite() && operation.outcome() != Outcome.NOT_DONE) {
                writers.merge(operation.value(), 1, Integer::sum);
            } else if (!operation.isWrite() && operation.isDone()) {
                firstSeenNs.merge(operation.value(), operation.returnedNs(), Math::min);
            }
        }
        List<Operation> relevant = new ArrayList<>();
        for (Operation operation : all) {
            Long seenNs = firstSeenNs.get(operation.value());
            if (operation.isDone()) {
                relevant.add(operation);
            } else if (operation.isUnknown() && operation.isWrite() && seenNs != null) {
                boolean isOnlyOne = writers.getOrDefault(operation.value(), 0) == 1;
                relevant.add(isOnlyOne ? operation.doneBy(seenNs) : operation);
            }
        }
        return relevant;
    }
}
