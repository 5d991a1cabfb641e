package io.modelfactory.worker.ledger.retention;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.retention.ExportedMonth.ExportedTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;

/** Writes the rows of a month into files, and their digests into one that {@code sha256sum -c} reads. */
final class MonthExport {
    private MonthExport() {}

    static ExportedMonth write(Handle handle, YearMonth month, Path folder) {
        try {
            Files.createDirectories(folder);
            List<ExportedTable> tables = new ArrayList<>();
            for (HistoryTable table : HistoryTable.values()) {
                Path file = folder.resolve(table.partition(month) + ".csv.gz");
                long rows = copy(handle, table, month, file);
                tables.add(new ExportedTable(table, file, rows, Sha256.hex(file)));
            }
            writeDigests(folder.resolve("history_" + month + ".sha256"), tables);
            return new ExportedMonth(month, tables);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e, e);
        } catch (SQLException e) {
            throw Database.transientFault(e)
                    .<RuntimeException>map(fault -> fault)
                    .orElseGet(() -> new IllegalStateException("cannot export " + month + ": " + e.getMessage(), e));
        }
    }

    private static long copy(Handle handle, HistoryTable table, YearMonth month, Path file)
            throws IOException, SQLException {
        String sql = "COPY (SELECT * FROM " + table.partition(month) + " ORDER BY " + table.order()
                + ") TO STDOUT WITH (FORMAT csv, HEADER)";
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            GZIPOutputStream compressed = new GZIPOutputStream(out);
            long rows = handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(sql, compressed);
            compressed.finish();
            channel.force(true);
            return rows;
        }
    }

    private static void writeDigests(Path file, List<ExportedTable> tables) throws IOException {
        List<String> lines = tables.stream()
                .map(table -> table.sha256() + "  " + table.file().getFileName())
                .toList();
        Files.write(file, lines, StandardOpenOption.CREATE_NEW, StandardOpenOption.DSYNC);
    }
}
