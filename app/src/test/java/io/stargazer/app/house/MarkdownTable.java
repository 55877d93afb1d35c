package io.stargazer.app.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads tables of our documents. */
final class MarkdownTable {

    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");

    private MarkdownTable() {}

    /** The rows below any table head with exactly these columns, each with its cells. */
    static List<List<String>> rows(String document, String... columns) {
        List<List<String>> rows = new ArrayList<>();
        boolean wanted = false;
        for (String line : document.lines().toList()) {
            if (!line.startsWith("|")) {
                wanted = false;
                continue;
            }
            List<String> cells = cells(line);
            if (cells.equals(List.of(columns))) {
                wanted = true;
            } else if (wanted && !line.matches("[|: -]+")) {
                rows.add(cells);
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        String[] cells = CELL.split(line.strip(), -1);
        List<String> stripped = new ArrayList<>();
        for (int i = 1; i < cells.length - 1; i++) {
            stripped.add(cells[i].strip());
        }
        return stripped;
    }
}
