package io.stargazer.api.workflow;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The steps of a workflow: all names are known and different, no step waits for itself.
 *
 * @param steps 1 to 500, in any order; their payload templates have 98,304 characters in all at
 *     most
 */
public record Plan(List<Step> steps) {

    private static final int MOST_STEPS = 500;
    private static final int MOST_CHARS = 96 * 1024;

    public Plan {
        Limits.range("number of steps", steps.size(), 1, MOST_STEPS);
        steps = List.copyOf(steps);
        int chars = steps.stream().mapToInt(step -> step.payload().text().length()).sum();
        Limits.range("length of all payload templates", chars, 0, MOST_CHARS);
        SortedMap<String, Step> byName = byName(steps);
        for (Step step : steps) {
            requireKnown(step, byName);
        }
        SortedSet<String> circle = circle(byName);
        if (!circle.isEmpty()) {
            throw illegal("the steps %s wait for each other".formatted(String.join(", ", circle)));
        }
    }

    private static SortedMap<String, Step> byName(List<Step> steps) {
        SortedMap<String, Step> byName = new TreeMap<>();
        for (Step step : steps) {
            String name = step.name();
            if (name.equals(Template.ITEM) || name.equals(Template.INPUT)) {
                throw illegal("no step may be called '" + name + "'");
            }
            if (byName.put(name, step) != null) {
                throw illegal("there are two steps '" + name + "'");
            }
        }
        return byName;
    }

    private static void requireKnown(Step step, SortedMap<String, Step> byName) {
        for (String needed : step.dependencies()) {
            if (!byName.containsKey(needed)) {
                throw illegal(
                        "the step '%s' needs the step '%s', which is not there"
                                .formatted(step.name(), Limits.shown(needed)));
            }
        }
        if (!step.isFanOut() && step.payload().references().contains(Template.ITEM)) {
            throw illegal(
                    "the step '%s' has the item of no fan-out in its payload"
                            .formatted(step.name()));
        }
    }

    /** The steps that wait for each other, and those that wait for them; empty when all can go. */
    private static SortedSet<String> circle(SortedMap<String, Step> byName) {
        SortedSet<String> waiting = new TreeSet<>(byName.keySet());
        boolean isMoving = true;
        while (isMoving) {
            List<String> ready = new ArrayList<>();
            for (Step step : byName.values()) {
                boolean isFree = step.dependencies().stream().noneMatch(waiting::contains);
                if (waiting.contains(step.name()) && isFree) {
                    ready.add(step.name());
                }
            }
            ready.forEach(waiting::remove);
            isMoving = !ready.isEmpty();
        }
        return waiting;
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "workflow.illegal-plan", sentence);
    }
}
