package io.stargazer.core.workflow;

import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Which steps of a plan wait for which, by their places in the plan. Immutable. */
public final class Shape {

    private final TreeMap<String, Integer> places = new TreeMap<>();
    private final List<List<Integer>> needs = new ArrayList<>();
    private final List<List<Integer>> neededBy = new ArrayList<>();

    Shape(Plan plan) {
        for (Step step : plan.steps()) {
            places.put(step.name(), places.size());
            neededBy.add(new ArrayList<>());
        }
        for (Step step : plan.steps()) {
            List<Integer> needed = new ArrayList<>();
            for (String name : step.dependencies()) {
                needed.add(indexOf(name));
                neededBy.get(indexOf(name)).add(needs.size());
            }
            needs.add(List.copyOf(needed));
        }
    }

    /** The place of a step, -1 when there is none of this name. */
    public int indexOf(String name) {
        return places.getOrDefault(name, -1);
    }

    /** The steps that must be done before one. */
    public List<Integer> needs(int step) {
        return needs.get(step);
    }

    /** The steps that one must be done before. */
    List<Integer> neededBy(int step) {
        return neededBy.get(step);
    }
}
