package io.stargazer.app.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, every column as wide as its widest field. */
public final class Table {

    private static final String GAP = "  ";

    private final List<Cell> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(List<String> headings) {
        this.headings = headings.stream().map(h -> Cell.of(h, Paint.FAINT)).toList();
    }

    /** Names and their values side by side, without headings. */
    public static Table ofFacts() {
        return new Table(List.of("", ""));
    }

    /** One fact. */
    public Table fact(String name, String value) {
        return add(Cell.of(name, Paint.FAINT), Cell.of(value));
    }

    /** One row, with a field for every heading. */
    public Table add(Cell... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "%d fields under %d headings".formatted(cells.length, headings.size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The table, a line each, without blanks at the ends of lines. */
    public List<String> lines(boolean coloured) {
        int[] widths = new int[headings.size()];
        boolean[] numbers = new boolean[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[at] =
                    rows.stream()
                            .mapToInt(row -> row.get(at).width())
                            .reduce(headings.get(at).width(), Math::max);
            numbers[at] = rows.stream().anyMatch(row -> row.get(at).isNumber());
        }
        List<String> lines = new ArrayList<>();
        if (headings.stream().anyMatch(heading -> heading.width() > 0)) {
            lines.add(line(headings, widths, numbers, coloured));
        }
        rows.forEach(row -> lines.add(line(row, widths, numbers, coloured)));
        return lines;
    }

    private static String line(
            List<Cell> cells, int[] widths, boolean[] numbers, boolean coloured) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            String blanks = " ".repeat(widths[i] - cell.width());
            String text = cell.paint().on(cell.text(), coloured);
            line.append(i == 0 ? "" : GAP).append(numbers[i] ? blanks + text : text + blanks);
        }
        return line.toString().stripTrailing();
    }
}
