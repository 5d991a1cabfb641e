package io.modelfactory.worker.ledger.retention;

import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;

/** A month whose rows are in files. */
public record ExportedMonth(YearMonth month, List<ExportedTable> tables) {
    /**
     * One table of it.
     *
     * @param file gzip of CSV with a header, as PostgreSQL's {@code COPY} writes and reads it
     * @param rows in the file
     * @param sha256 of the file, in lower-case hex
     */
    public record ExportedTable(HistoryTable table, Path file, long rows, String sha256) {}

    public ExportedMonth {
        tables = List.copyOf(tables);
    }
}
