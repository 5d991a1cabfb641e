package io.modelfactory.worker.dataset.file;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The columns of a data file in their order, with the names that the file has and no others. */
public final class FileColumns {
    private static final int MAX_LISTED = 50;

    private final List<FileColumn> columns;
    private final Map<String, FileColumn> byName = new HashMap<>();

    FileColumns(List<FileColumn> columns) {
        this.columns = List.copyOf(columns);
        columns.forEach(column -> byName.putIfAbsent(column.name(), column));
    }

    public List<FileColumn> inOrder() {
        return columns;
    }

    public Optional<FileColumn> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Columns that have the name of an earlier one, also by another case or with its accents written as characters of
     * their own: with both positions, counted from 1.
     */
    List<String> duplicates() {
        Map<String, Integer> positions = new HashMap<>();
        List<String> duplicates = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            Integer earlier = positions.putIfAbsent(composed(name).toLowerCase(Locale.ROOT), i);
            if (earlier != null && duplicates.size() < MAX_LISTED) {
                duplicates.add("columns " + (earlier + 1) + " and " + (i + 1) + " are both called "
                        + QuotedText.of(columns.get(earlier).name()) + difference(earlier, name));
            }
        }
        return duplicates;
    }

    private String difference(int earlier, String name) {
        String other = columns.get(earlier).name();
        if (other.equals(name)) {
            return "";
        }
        return " and " + QuotedText.of(name)
                + (composed(other).equals(composed(name))
                        ? " (with other bytes for the same letters)"
                        : " (case is ignored)");
    }

    /** Whether a name that the file does not have looks like one that it has. */
    public boolean hasLookalike(String name) {
        return columns.stream().anyMatch(column -> composed(column.name()).equals(composed(name)));
    }

    /** Some systems write an accent as a character of its own, which looks the same. */
    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** What the file has, for messages; names that look like values are not repeated. */
    public String listed() {
        if (columns.stream().anyMatch(column -> column.name().matches("-?\\d+([.,]\\d+)?"))) {
            return "its first line has values instead of column names; if it has no header, declare csv.header false";
        }
        String names = QuotedText.of(
                columns.stream().limit(MAX_LISTED).map(FileColumn::name).toList());
        int more = columns.size() - MAX_LISTED;
        return "the file has " + names + (more > 0 ? " and " + more + " more" : "");
    }
}
