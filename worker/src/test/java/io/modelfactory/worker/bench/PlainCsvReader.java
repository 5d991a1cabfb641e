package io.modelfactory.worker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a CSV file with a header, commas and double quotes by as little code as possible: nothing is found out about
 * how it is written, and no row is checked. Columns whose first cell is a number become numbers, all else remains text.
 */
final class PlainCsvReader {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    private final String content;
    private int position;

    private PlainCsvReader(String content) {
        this.content = content;
    }

    /**
     * Returns the columns in their order, each a {@code float[]} with NaN for empty cells, or a {@code String[]}.
     *
     * @throws IllegalArgumentException if a row has more or fewer cells than the header
     */
    static List<Object> columns(Path file) {
        try {
            return new PlainCsvReader(Files.readString(file, StandardCharsets.UTF_8)).columns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Object> columns() {
        List<String> header = row();
        List<List<String>> rows = new ArrayList<>();
        while (position < content.length()) {
            List<String> row = row();
            if (row.size() != header.size()) {
                throw new IllegalArgumentException("row " + rows.size() + " has " + row.size() + " cells");
            }
            rows.add(row);
        }
        List<Object> columns = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            columns.add(column(rows, column));
        }
        return columns;
    }

    private static Object column(List<List<String>> rows, int column) {
        if (rows.isEmpty() || !NUMBER.matcher(rows.get(0).get(column)).matches()) {
            return rows.stream().map(row -> row.get(column)).toArray(String[]::new);
        }
        float[] numbers = new float[rows.size()];
        for (int row = 0; row < numbers.length; row++) {
            String cell = rows.get(row).get(column);
            numbers[row] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
        }
        return numbers;
    }

    /** The cells up to the end of the line, which is passed. */
    private List<String> row() {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            if (position == content.length() || content.charAt(position++) == '\n') {
                return cells;
            }
        }
    }

    /** Up to the comma or the end of the line. */
    private String cell() {
        if (position < content.length() && content.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (position < content.length() && content.charAt(position) != ',' && content.charAt(position) != '\n') {
            position++;
        }
        return content.substring(start, position);
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        do {
            int end = content.indexOf('"', position + 1);
            text.append(content, position + 1, end);
            position = end + 1;
            if (position < content.length() && content.charAt(position) == '"') {
                text.append('"');
            }
        } while (position < content.length() && content.charAt(position) == '"');
        return text.toString();
    }
}
