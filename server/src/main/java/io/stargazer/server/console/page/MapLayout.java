package io.stargazer.server.console.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Places the nodes of the service map in columns, callers to the left of what they call, so that a
 * map of the same nodes always looks the same. Arrows that close a circle do not count.
 */
final class MapLayout {

    private static final int SWEEPS = 4;

    private final Map<String, List<String>> next = new LinkedHashMap<>();
    private final Map<String, List<String>> previous = new HashMap<>();
    private final Map<String, Integer> column = new HashMap<>();

    private MapLayout() {}

    record Arrow(String from, String to) {}

    /** Where a node is, 0 to 1 both ways. */
    record Place(double x, double y) {}

    /** Places all nodes; in the order of their columns. */
    static Map<String, Place> of(List<String> nodes, List<Arrow> arrows) {
        MapLayout layout = new MapLayout();
        List<String> sorted = nodes.stream().sorted().toList();
        sorted.forEach(node -> layout.next.put(node, new ArrayList<>()));
        sorted.forEach(node -> layout.previous.put(node, new ArrayList<>()));
        arrows.stream()
                .filter(arrow -> !arrow.from().equals(arrow.to()))
                .sorted(Comparator.comparing(Arrow::from).thenComparing(Arrow::to))
                .forEach(arrow -> layout.neighbours(layout.next, arrow.from()).add(arrow.to()));
        layout.cutCircles();
        sorted.forEach(layout::columnOf);
        return layout.places();
    }

    private List<String> neighbours(Map<String, List<String>> table, String node) {
        return table.computeIfAbsent(node, absent -> new ArrayList<>());
    }

    private void cutCircles() {
        Set<String> done = new HashSet<>();
        for (String node : List.copyOf(next.keySet())) {
            cutCircles(node, new HashSet<>(), done);
        }
        next.forEach((from, tos) -> tos.forEach(to -> neighbours(previous, to).add(from)));
    }

    private void cutCircles(String node, Set<String> path, Set<String> done) {
        if (!done.add(node)) {
            return;
        }
        path.add(node);
        neighbours(next, node).removeIf(path::contains);
        for (String to : List.copyOf(neighbours(next, node))) {
            cutCircles(to, path, done);
        }
        path.remove(node);
    }

    /** One more than the rightmost caller. */
    private int columnOf(String node) {
        Integer known = column.get(node);
        if (known != null) {
            return known;
        }
        int found = 0;
        for (String from : neighbours(previous, node)) {
            found = Math.max(found, columnOf(from) + 1);
        }
        column.put(node, found);
        return found;
    }

    private Map<String, Place> places() {
        TreeMap<Integer, List<String>> columns = new TreeMap<>();
        next.keySet()
                .forEach(node ->
                        columns.computeIfAbsent(columnOf(node), c -> new ArrayList<>()).add(node));
        Map<String, Double> heights = new HashMap<>();
        columns.values().forEach(nodes -> spread(nodes, heights));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            Map<String, List<String>> table = sweep % 2 == 0 ? previous : next;
            columns.values()
                    .forEach(nodes -> {
                        nodes.sort(Comparator.comparingDouble(n -> middle(table, n, heights)));
                        spread(nodes, heights);
                    });
        }
        Map<String, Place> places = new LinkedHashMap<>();
        double last = Math.max(1, columns.isEmpty() ? 1 : columns.lastKey());
        columns.forEach((index, nodes) ->
                nodes.forEach(node ->
                        places.put(
                                node, new Place(index / last, heights.getOrDefault(node, 0.5)))));
        return places;
    }

    private static void spread(List<String> nodes, Map<String, Double> heights) {
        for (int i = 0; i < nodes.size(); i++) {
            heights.put(nodes.get(i), (i + 0.5) / nodes.size());
        }
    }

    private static double middle(
            Map<String, List<String>> table, String node, Map<String, Double> heights) {
        return table.getOrDefault(node, List.of()).stream()
                .mapToDouble(other -> heights.getOrDefault(other, 0.5))
                .average()
                .orElse(heights.getOrDefault(node, 0.5));
    }
}
