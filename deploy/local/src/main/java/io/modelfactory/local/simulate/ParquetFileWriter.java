package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.DatasetDocuments.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes rows to Parquet files of equal size, through a DuckDB table that holds one file's rows at a time. */
final class ParquetFileWriter implements AutoCloseable {
    static final String FRAUD = "fraud";
    static final String GENUINE = "genuine";

    private final DatasetTarget target;
    private final WriteOnceFolder store;
    private final long rowsPerFile;
    private final DuckDBConnection duckDb;
    private final List<DataFile> files = new ArrayList<>();
    private DuckDBAppender appender;
    private long rowsInPart;

    ParquetFileWriter(DatasetTarget target, long rowsPerFile) throws SQLException {
        this.target = target;
        this.store = new WriteOnceFolder(target.storeRoot());
        this.rowsPerFile = rowsPerFile;
        // With one thread, equal rows make equal files.
        Properties oneThread = new Properties();
        oneThread.setProperty("threads", "1");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", oneThread);
        this.duckDb = connection.unwrap(DuckDBConnection.class);
        execute(createTable());
        this.appender = duckDb.createAppender("part");
    }

    void add(TransactionContext moment) throws SQLException, IOException {
        append(moment);
        rowsInPart++;
        if (rowsInPart == rowsPerFile) {
            finishPart();
        }
    }

    /** Writes the remaining rows and returns all files. */
    List<DataFile> finish() throws SQLException, IOException {
        if (rowsInPart > 0) {
            finishPart();
        }
        return List.copyOf(files);
    }

    @Override
    public void close() throws SQLException {
        try (duckDb) {
            appender.close();
        }
    }

    private void append(TransactionContext moment) throws SQLException {
        CardTransaction transaction = moment.transaction();
        appender.beginRow()
                .append(eventId(transaction))
                .appendEpochMicros(1_000 * transaction.time())
                .append(transaction.fraud() ? FRAUD : GENUINE)
                .appendEpochMicros(1_000 * transaction.labelTime())
                .append(cardId(transaction));
        for (FeatureColumn feature : CardFraudFeatures.ALL) {
            if (feature instanceof FeatureColumn.Numeric numeric) {
                append(numeric.value().applyAsDouble(moment));
            } else if (feature instanceof FeatureColumn.Categorical categorical) {
                append(categorical.value().apply(moment));
            }
        }
        appender.endRow();
    }

    private void append(double value) throws SQLException {
        if (Double.isNaN(value)) {
            appender.appendNull();
        } else {
            appender.append(value);
        }
    }

    private void append(Optional<String> value) throws SQLException {
        if (value.isPresent()) {
            appender.append(value.get());
        } else {
            appender.appendNull();
        }
    }

    private void finishPart() throws SQLException, IOException {
        appender.close();
        String key = target.datasetKey("part-%05d.parquet".formatted(files.size()));
        Path draft = store.draft(key);
        execute("COPY part TO '%s' (FORMAT parquet, COMPRESSION zstd)"
                .formatted(draft.toString().replace("'", "''")));
        store.publish(draft, key);
        files.add(new DataFile(key, store.sha256(key), store.bytes(key), rowsInPart));
        execute("TRUNCATE part");
        appender = duckDb.createAppender("part");
        rowsInPart = 0;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String createTable() {
        return CardFraudFeatures.ALL.stream()
                .map(feature -> feature.name() + (feature instanceof FeatureColumn.Numeric ? " DOUBLE" : " VARCHAR"))
                .collect(Collectors.joining(", ", """
                        CREATE TABLE part (
                            event_id VARCHAR NOT NULL,
                            event_time TIMESTAMP NOT NULL,
                            label VARCHAR NOT NULL,
                            label_observed_time TIMESTAMP NOT NULL,
                            card_id VARCHAR NOT NULL,
                        """, ")"));
    }

    private static String eventId(CardTransaction transaction) {
        return "tx-" + padded(transaction.number(), 10);
    }

    private static String cardId(CardTransaction transaction) {
        return "card-" + padded(transaction.customer().index(), 7);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
