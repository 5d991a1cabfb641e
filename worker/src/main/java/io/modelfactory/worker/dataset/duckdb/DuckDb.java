package io.modelfactory.worker.dataset.duckdb;

import io.modelfactory.worker.background.ConcurrentTask;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;

/**
 * A database in memory, or for many rows in a file, that lives as long as one preparation, or a {@link KeptDatabase}.
 * It spills to its working folder, and can reach nothing but the files it was opened for: no network, no extension, no
 * other path.
 */
public final class DuckDb implements AutoCloseable {
    private static final String IN_MEMORY = "jdbc:duckdb:";
    private static final String FILE = "rows.duckdb";
    private static final String CATALOG = "preparation";

    private final SqlStatements statements;
    /** For queries beside those of the first connection; none where a query alone has all threads. */
    private final Optional<SqlStatements> second;
    /** Whose tables it has. */
    private final Optional<KeptCatalog> kept;

    private final Closing closing;

    private DuckDb(
            SqlStatements statements, Optional<SqlStatements> second, Optional<KeptCatalog> kept, Closing closing) {
        this.statements = statements;
        this.second = second;
        this.kept = kept;
        this.closing = closing;
    }

    interface Closing {
        void close() throws SQLException;
    }

    /**
     * @param memoryLimit as DuckDB writes it, such as {@code 2GB}; beyond it, data is spilled to {@code workingFolder}
     * @param readable the only files that can be read
     */
    public static DuckDb open(Path workingFolder, int threads, String memoryLimit, List<Path> readable) {
        return open(workingFolder, threads, memoryLimit, false)
                .prepare(DuckDbSettings.allowed("allowed_paths", readable));
    }

    /**
     * As {@link #open}, with the tables compressed in a file of the working folder: of these, memory holds what it has
     * room for and reads the rest again, while those of a database in memory have parts that it can never spill.
     */
    public static DuckDb openInFile(Path workingFolder, int threads, String memoryLimit, List<Path> readable) {
        return open(workingFolder, threads, memoryLimit, false)
                .prepare(
                        "ATTACH "
                                + SqlQuoting.literal(workingFolder.resolve(FILE).toString()) + " AS " + CATALOG,
                        "USE " + CATALOG,
                        DuckDbSettings.allowed("allowed_paths", readable));
    }

    /** As {@link #open} on one thread, but for all files below the working folder, which may come and go. */
    static DuckDb openOnFolder(Path workingFolder, String memoryLimit) {
        // By its slash, DuckDB reads no folder whose name only begins alike.
        return open(workingFolder, 1, memoryLimit, false)
                .withSecondConnection()
                .prepare(
                        DuckDbSettings.allowed("allowed_directories", List.of(workingFolder + "/")),
                        DuckDbSettings.NO_OPTIMIZER);
    }

    /** As {@link #open} on one thread, in the order of the file: slower, for those who look for a row's number. */
    public static DuckDb openInFileOrder(Path workingFolder, String memoryLimit, List<Path> readable) {
        return open(workingFolder, 1, memoryLimit, true).prepare(DuckDbSettings.allowed("allowed_paths", readable));
    }

    private static DuckDb open(Path workingFolder, int threads, String memoryLimit, boolean fileOrder) {
        try {
            Connection connection = DriverManager.getConnection(
                    IN_MEMORY, DuckDbSettings.properties(workingFolder, threads, memoryLimit, fileOrder));
            DuckDbNativeCode.deleteCopies();
            return new DuckDb(SqlStatements.of(connection), Optional.empty(), Optional.empty(), connection::close);
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    private DuckDb withSecondConnection() {
        try {
            Connection beside =
                    statements.connection().unwrap(DuckDBConnection.class).duplicate();
            return new DuckDb(statements, Optional.of(SqlStatements.of(beside)), kept, () -> {
                try (beside) {
                    closing.close();
                }
            });
        } catch (SQLException e) {
            close();
            throw DuckDbErrors.toException(e);
        }
    }

    /** Loads the native code, which takes a while the first time. */
    public static void warmUp() {
        try {
            DriverManager.getConnection(IN_MEMORY).close();
            DuckDbNativeCode.deleteCopies();
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    /** An empty catalog in this database, for the files of a folder. */
    public KeptCatalog attach(String name, Path folder) {
        List<SqlStatements> connections =
                Stream.concat(Stream.of(statements), second.stream()).toList();
        return KeptCatalog.attach(this, connections, name, folder.toString());
    }

    /** A database with the tables of a catalog, whose closing leaves the one open that has the catalog. */
    static DuckDb of(KeptCatalog catalog, Closing closing) {
        List<SqlStatements> connections = catalog.statements();
        return new DuckDb(connections.get(0), connections.stream().skip(1).findFirst(), Optional.of(catalog), closing);
    }

    /** Whether statements and tables may be left to the next preparation. */
    public boolean isKept() {
        return kept.isPresent();
    }

    /** To be called when all has been read, and was good: only then anything is left to the next preparation. */
    public void complete() {
        kept.ifPresent(KeptCatalog::complete);
    }

    /** Makes a table without rows, or has it from the preparation before. */
    public void createTable(String name, String columns) {
        if (kept.filter(catalog -> catalog.has(name, columns)).isEmpty()) {
            update(KeptCatalog.definition(name, columns));
        }
    }

    private void onEachConnection(Consumer<DuckDb> work) {
        work.accept(this);
        second.ifPresent(connected -> work.accept(besides(connected)));
    }

    private static DuckDb besides(SqlStatements connected) {
        return new DuckDb(connected, Optional.empty(), Optional.empty(), () -> {});
    }

    /**
     * Has tables read on a thread of their own while other statements are run, where a query does not have all threads;
     * otherwise before them. What the reading fails with comes first.
     *
     * @param reading changes nothing, of tables that the other statements leave as they are
     */
    public <T, O, R> R beside(Function<DuckDb, T> reading, Supplier<O> others, BiFunction<T, O, R> together) {
        if (second.isEmpty()) {
            T read = reading.apply(this);
            return together.apply(read, others.get());
        }
        return ConcurrentTask.beside("row-checks", () -> reading.apply(besides(second.get())), others, together);
    }

    /** @param settings the last before none can be changed any more */
    private DuckDb prepare(String... settings) {
        try {
            for (SqlMacro macro : SqlMacro.values()) {
                tryUpdate(macro.definition());
            }
            onEachConnection(db -> {
                db.update("SET TimeZone = 'UTC'");
                Stream.of(settings).forEach(db::update);
            });
            tryUpdate("SET enable_external_access = false");
            tryUpdate("SET lock_configuration = true");
            return this;
        } catch (SQLException e) {
            close();
            throw DuckDbErrors.toException(e);
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    public interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** Runs a statement and returns the number of rows it changed. */
    public long update(String sql) {
        try {
            return tryUpdate(sql);
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    /** As {@link #update}, for statements that fail when the data is at fault. */
    public long tryUpdate(String sql) throws SQLException {
        return statements.run(sql, PreparedStatement::executeLargeUpdate);
    }

    public <T> List<T> query(String sql, RowMapper<T> mapper) {
        try {
            return tryQuery(sql, mapper);
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    /** As {@link #query}, for queries that fail when the data is at fault. */
    public <T> List<T> tryQuery(String sql, RowMapper<T> mapper) throws SQLException {
        List<T> mapped = new ArrayList<>();
        tryForEach(sql, row -> mapped.add(mapper.map(row)));
        return mapped;
    }

    /** The number that a query with one row and one column answers. */
    public long queryLong(String sql) {
        return query(sql, row -> row.getLong(1)).get(0);
    }

    /** The numbers that a query with one row answers, one a column. */
    public List<Long> queryLongs(String sql, int columns) {
        return query(sql, row -> {
                    List<Long> numbers = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        numbers.add(row.getLong(column));
                    }
                    return numbers;
                })
                .get(0);
    }

    /**
     * Passes each row to the reader and returns the number of rows. The database holds the result meanwhile: a streamed
     * result would hold less, but loses the reason when it breaks off.
     */
    public long forEach(String sql, RowReader reader) {
        try {
            return tryForEach(sql, reader);
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    private long tryForEach(String sql, RowReader reader) throws SQLException {
        return statements.run(sql, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                long count = 0;
                while (rows.next()) {
                    reader.read(rows);
                    count++;
                }
                return count;
            }
        });
    }

    public interface ChunkReader {
        /** @param rows some of the result, by column; good until this returns */
        void read(DuckDBDataChunkReader rows);
    }

    /**
     * As {@link #forEach}, with the numbers where the database has them: each is taken by a few instructions instead of
     * a call that finds its row and its type.
     */
    public long forEachChunk(String sql, ChunkReader reader) {
        try {
            return statements.run(sql, statement -> {
                try (DuckDBChunkedResult rows =
                        statement.unwrap(DuckDBPreparedStatement.class).query()) {
                    long count = 0;
                    while (rows.nextChunk()) {
                        reader.read(rows.chunk());
                        count += rows.chunk().rowCount();
                    }
                    return count;
                }
            });
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }

    @Override
    public void close() {
        try {
            closing.close();
        } catch (SQLException e) {
            throw DuckDbErrors.toException(e);
        }
    }
}
