package io.modelfactory.worker.dataset.table;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files are read by one statement. The table has rows in groups of some 120,000: what a statement adds beyond
 * whole groups is written twice, which four files of 250,000 rows pay for with a quarter of the time that one statement
 * takes.
 */
public final class SourceFiles {
    /** With so many rows what is written twice weighs little. */
    private static final long ENOUGH_ROWS = 2_000_000;

    /** Each is a part of the statement, which is planned as a whole. */
    private static final int MOST_FILES = 16;

    private SourceFiles() {}

    /**
     * The files in their order, in groups. CSV files have a group each: their rows can only be counted by reading them.
     */
    static List<List<SourceFile>> together(List<SourceFile> files) {
        List<List<SourceFile>> groups = new ArrayList<>();
        long rows = 0;
        boolean open = false;
        for (SourceFile source : files) {
            if (!open || source.file().rules().isCsv()) {
                groups.add(new ArrayList<>());
                rows = 0;
            }
            List<SourceFile> group = groups.get(groups.size() - 1);
            group.add(source);
            rows += source.file().pinned().rows();
            open = !source.file().rules().isCsv() && rows < ENOUGH_ROWS && group.size() < MOST_FILES;
        }
        return groups;
    }

    /** As announced, and found where they were read. */
    public static long rows(List<SourceFile> files) {
        return files.stream().mapToLong(source -> source.file().pinned().rows()).sum();
    }

    /** Whether each Parquet file has as many rows as its materialization announces, by what the file says itself. */
    static boolean haveTheirRows(DuckDb db, List<SourceFile> files) {
        Map<String, Long> rows = new HashMap<>();
        try {
            db.tryQuery(
                    "SELECT file_name, sum(row_group_num_rows) FROM parquet_metadata("
                            + SqlQuoting.literals(files.stream()
                                    .map(source -> source.file().path().toString())
                                    .toList())
                            + ") WHERE column_id = 0 GROUP BY file_name",
                    row -> rows.put(row.getString(1), row.getLong(2)));
        } catch (SQLException unreadable) {
            return false;
        }
        return files.stream()
                .map(SourceFile::file)
                .allMatch(file -> rows.getOrDefault(file.path().toString(), 0L)
                        == file.pinned().rows());
    }
}
