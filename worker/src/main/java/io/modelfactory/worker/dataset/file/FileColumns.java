package io.modelfactory.worker.dataset.file;

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

    /** Columns that have the name of an earlier one, also by another case: with both positions, counted from 1. */
    List<String> duplicates() {
        Map<String, Integer> positions = new HashMap<>();
        List<String> duplicates = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            Integer earlier = positions.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
            if (earlier != null && duplicates.size() < MAX_LISTED) {
                duplicates.add("columns " + (earlier + 1) + " and " + (i + 1) + " are both called "
                        + QuotedText.of(columns.get(earlier).name()) + differingCase(earlier, name));
            }
        }
        return duplicates;
    }

    private String differingCase(int earlier, String name) {
        return columns.get(earlier).name().equals(name) ? "" : " and " + QuotedText.of(name) + " (case is ignored)";
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
