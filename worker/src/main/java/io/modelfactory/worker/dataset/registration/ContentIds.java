package io.modelfactory.worker.dataset.registration;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.ColumnUse;
import io.modelfactory.worker.dataset.file.DataFileReader;
import io.modelfactory.worker.dataset.file.FileColumn;
import io.modelfactory.worker.dataset.file.FileColumns;
import io.modelfactory.worker.dataset.file.ReadingRules;
import io.modelfactory.worker.dataset.file.TextForm;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.inspection.FileInspector;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives rows without an id one of their content: SHA-256 over the texts of all values, and the number of the row among
 * those of the same content, so that the same row has the same id in a later export. Rows come in the order of their
 * ids.
 */
public final class ContentIds {
    /** The column that is added. */
    public static final String COLUMN = "row_id";

    private ContentIds() {}

    /**
     * @param files all of the dataset, which become one: the number of a row counts over all of them
     * @param found what {@link FileInspector} found of the first; all others are written alike
     * @param missing texts that mean "no value", beside the empty text
     * @param target the file with the added column: of the same format; CSV as by default, but for the decimal mark
     * @param scratch folder for spilled data
     * @throws FailureException {@code DATASET_INVALID} if a file has a column of that name, or cannot be read
     */
    public static void add(
            List<Path> files, FileInspection found, List<String> missing, Path target, Path scratch, String memoryLimit)
            throws IOException {
        ReadingRules rules = new FileInspector(scratch, memoryLimit, missing).rules(found.format(), found.csv());
        List<VerifiedFile> readable = new ArrayList<>();
        for (Path file : files) {
            readable.add(FileInspector.readable(file, rules, scratch));
        }
        List<Path> reachable =
                new ArrayList<>(readable.stream().map(VerifiedFile::path).toList());
        reachable.add(target);
        try (DuckDb db = DuckDb.open(scratch, 1, memoryLimit, reachable)) {
            List<String> parts = new ArrayList<>();
            for (VerifiedFile file : readable) {
                parts.add(rows(db, new DataFileReader(file), rules));
            }
            db.update("COPY (" + query(parts) + ") TO " + SqlQuoting.literal(target.toString())
                    + (found.format() == Format.CSV ? " (FORMAT csv, HEADER)" : " (FORMAT parquet)"));
        }
    }

    private static String rows(DuckDb db, DataFileReader reader, ReadingRules rules) {
        FileColumns columns = reader.columns(db);
        if (columns.find(COLUMN).isPresent()) {
            throw reader.invalid("has a column " + COLUMN + " already; name it by --id, or rename it");
        }
        String content = columns.inOrder().stream()
                .map(column -> "coalesce(" + text(column, rules) + ", chr(0))")
                .collect(joining(", chr(31), ", "sha256(concat(", "))"));
        String values = columns.inOrder().stream()
                .map(column -> SqlQuoting.identifier(column.sqlName()) + " AS " + SqlQuoting.identifier(column.name()))
                .collect(joining(", "));
        return "SELECT " + content + " AS content_of_row, " + values + " FROM " + reader.from(columns);
    }

    private static String query(List<String> parts) {
        return """
                SELECT left(content_of_row, 32) || '-' || row_number() OVER (PARTITION BY content_of_row) AS %s,
                    * EXCLUDE (content_of_row)
                FROM (%s) ORDER BY 1
                """.formatted(COLUMN, String.join(" UNION ALL ", parts));
    }

    private static String text(FileColumn column, ReadingRules rules) {
        String expression = SqlQuoting.identifier(column.sqlName());
        boolean exact = ColumnUse.TEXT.accepts(column.type(), rules)
                && TextForm.unfit(column.type()).equals(Optional.empty());
        if (!exact) {
            return "CAST(" + expression + " AS VARCHAR)";
        }
        for (String step : ColumnUse.TEXT.steps(column.type(), rules)) {
            expression = step.formatted("(" + expression + ")");
        }
        return expression;
    }
}
