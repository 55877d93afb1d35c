package io.stargazer.server.workflow;

import io.stargazer.core.workflow.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the steps of a workflow are drawn: each one column behind the last that it waits for,
 * within a column near those that it waits for. A pure function of the shape.
 */
final class Layers {

    private final int[] column;
    private final int[] row;
    private final List<List<Integer>> columns = new ArrayList<>();

    Layers(Shape shape, int steps) {
        column = new int[steps];
        row = new int[steps];
        boolean isMoving = true;
        while (isMoving) {
            isMoving = false;
            for (int i = 0; i < steps; i++) {
                for (int needed : shape.needs(i)) {
                    if (column[i] <= column[needed]) {
                        column[i] = column[needed] + 1;
                        isMoving = true;
                    }
                }
            }
        }
        for (int i = 0; i < steps; i++) {
            while (columns.size() <= column[i]) {
                columns.add(new ArrayList<>());
            }
            columns.get(column[i]).add(i);
        }
        for (List<Integer> each : columns) {
            each.sort(
                    Comparator.comparingDouble((Integer i) -> meanRow(shape, i))
                            .thenComparingInt(i -> i));
            for (int i = 0; i < each.size(); i++) {
                row[each.get(i)] = i;
            }
        }
    }

    private double meanRow(Shape shape, int step) {
        return shape.needs(step).stream().mapToInt(needed -> row[needed]).average().orElse(0);
    }

    int column(int step) {
        return column[step];
    }

    int row(int step) {
        return row[step];
    }

    int columns() {
        return columns.size();
    }

    int rows() {
        return columns.stream().mapToInt(List::size).max().orElse(0);
    }
}
