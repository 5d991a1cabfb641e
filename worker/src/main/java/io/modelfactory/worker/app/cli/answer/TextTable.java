package io.modelfactory.worker.app.cli.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Columns for people: each as wide as its widest cell, two blanks between them, nothing behind the last. On a terminal,
 * no line is wider than it: under headings cells are cut, and the last columns left out if that is not enough; without
 * headings the last column goes on in the next line.
 */
public final class TextTable {
    private static final int GAP = 2;

    /** A column is rather left out than made narrower than this, which has room for a failure code's beginning. */
    private static final int MIN_WIDTH = 16;

    /** Of the first two columns, which are never left out. */
    private static final int MIN_KEPT_WIDTH = 8;

    private static final int KEPT_COLUMNS = 2;

    /** A last column that is narrower is not worth folding. */
    private static final int MIN_FOLDED = 20;

    private static final String CUT = "..";

    /** The beginning of a run key means the run; dots behind it would not. */
    private static final Pattern RUN_KEY = Pattern.compile("tr_[0-9a-f]+");

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        row(headings);
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** @param columns of the terminal, 0 for as many as it takes */
    public String text(int columns) {
        int[] widths = widths();
        // Without headings, the first row is empty.
        boolean headed = rows.get(0).stream().anyMatch(heading -> !heading.isEmpty());
        if (columns > 0 && headed) {
            widths = fitted(widths, columns);
        }
        int[] shown = widths;
        int folded = columns > 0 && !headed ? columns - total(Arrays.copyOf(widths, widths.length - 1)) - GAP : 0;
        return rows.stream()
                .filter(row -> !row.stream().allMatch(String::isEmpty))
                .flatMap(row -> folded >= MIN_FOLDED ? folded(row, folded).stream() : List.of(row).stream())
                .map(row -> line(row, shown))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    /** Takes from the widest column first. */
    private static int[] fitted(int[] natural, int columns) {
        int[] widths = natural.clone();
        while (total(widths) > columns) {
            int widest = 0;
            for (int column = 1; column < widths.length; column++) {
                widest = widths[column] > widths[widest] ? column : widest;
            }
            if (widths[widest] > (widths.length > KEPT_COLUMNS ? MIN_WIDTH : MIN_KEPT_WIDTH)) {
                widths[widest]--;
            } else if (widths.length > KEPT_COLUMNS) {
                widths = Arrays.copyOf(widths, widths.length - 1);
            } else {
                break;
            }
        }
        return widths;
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP * (widths.length - 1);
    }

    /** The row, and rows that go on with its last cell. */
    private static List<List<String>> folded(List<String> row, int width) {
        List<List<String>> lines = new ArrayList<>();
        List<String> before = row.subList(0, row.size() - 1);
        for (String part : parts(row.get(row.size() - 1), width)) {
            List<String> line = new ArrayList<>(before);
            line.add(part);
            lines.add(line);
            before = before.stream().map(cell -> "").toList();
        }
        return lines;
    }

    /** Between words where that is possible. */
    private static List<String> parts(String cell, int width) {
        List<String> parts = new ArrayList<>();
        String rest = cell;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            parts.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < Math.min(row.size(), widths.length); column++) {
            String cell = cut(row.get(column), widths[column]);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + GAP));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        if (cell.length() <= width) {
            return cell;
        }
        return RUN_KEY.matcher(cell).matches()
                ? cell.substring(0, width)
                : cell.substring(0, width - CUT.length()) + CUT;
    }
}
