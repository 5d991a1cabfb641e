package io.modelfactory.worker.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Columns for people: each as wide as its widest cell, two blanks between them, nothing behind the last. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        row(headings);
    }

    TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    String text() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        // Without headings, the first row is empty.
        return rows.stream()
                .filter(row -> !row.stream().allMatch(String::isEmpty))
                .map(row -> line(row, widths))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            char[] padding = new char[widths[column] - row.get(column).length() + 2];
            Arrays.fill(padding, ' ');
            line.append(row.get(column)).append(padding);
        }
        return line.toString().stripTrailing();
    }
}
