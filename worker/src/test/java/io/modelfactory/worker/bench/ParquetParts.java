package io.modelfactory.worker.bench;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/** Reads rows of Parquet files into a training and a test part, by a hash of their ids, with nothing in between. */
final class ParquetParts {
    /** Shares of all rows are taken this much larger, so that no part stays short of its rows by chance. */
    private static final double SPARE = 1.03;

    private static final long HASHES = 1L << 32;
    private static final int TRAIN = 0;
    private static final int TEST = 1;
    private static final int FIRST_FEATURE = 2;

    private final Collection<Path> files;
    private final Columns columns;
    private final long rows;
    private final int threads;

    /** @param rows of all files */
    ParquetParts(Collection<Path> files, Columns columns, long rows, int threads) {
        this.files = List.copyOf(files);
        this.columns = columns;
        this.rows = rows;
        this.threads = threads;
    }

    record Rows(LabelledMatrix train, LabelledMatrix test) {}

    /**
     * @param features with their categories
     * @param train rows of the training part
     * @param test rows of the test part
     */
    Rows read(List<EncodedFeature> features, int train, int test) {
        Part[] parts = {new Part(train, features.size()), new Part(test, features.size())};
        Properties settings = new Properties();
        settings.setProperty("threads", String.valueOf(threads));
        settings.setProperty("preserve_insertion_order", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings)) {
            createCategories(connection, features);
            for (Path file : files) {
                read(connection, query(features, file, train, test), parts);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Rows(parts[TRAIN].matrix(), parts[TEST].matrix());
    }

    private static void createCategories(Connection connection, List<EncodedFeature> features) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int column = 0; column < features.size(); column++) {
                if (features.get(column).type() == FeatureType.CATEGORICAL) {
                    String names = features.get(column).categories().stream()
                            .map(ParquetParts::literal)
                            .collect(joining(", "));
                    statement.execute("CREATE TYPE categories_" + column + " AS ENUM (" + names + ")");
                }
            }
        }
    }

    private String query(List<EncodedFeature> features, Path file, int train, int test) {
        long ofTrain = share(train);
        String values = IntStream.range(0, features.size())
                .mapToObj(column -> value(features.get(column), column))
                .collect(joining(", "));
        return """
                SELECT CAST(place >= %1$d AS TINYINT), positive, %2$s FROM (
                    SELECT *, hash("%3$s") >> 32 AS place, CAST("%4$s" AS VARCHAR) = %5$s AS positive
                    FROM read_parquet(%6$s))
                WHERE place < %7$d
                """.formatted(
                        ofTrain,
                        values,
                        columns.eventId(),
                        columns.label(),
                        literal(columns.positiveLabel()),
                        literal(file.toString()),
                        ofTrain + share(test));
    }

    private long share(int ofPart) {
        return (long) (SPARE * HASHES * ofPart / rows);
    }

    private static String value(EncodedFeature feature, int column) {
        String name = '"' + feature.name() + '"';
        String number = feature.type() == FeatureType.NUMERIC
                ? name
                : "enum_code(TRY_CAST(%s AS categories_%d))".formatted(name, column);
        return "coalesce(CAST(" + number + " AS FLOAT), CAST('NaN' AS FLOAT))";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static void read(Connection connection, String sql, Part... parts) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                DuckDBChunkedResult chunks =
                        statement.unwrap(DuckDBPreparedStatement.class).query()) {
            while (chunks.nextChunk()) {
                store(chunks.chunk(), parts);
            }
        }
    }

    /** Column by column, as the rows lie there. */
    private static void store(DuckDBDataChunkReader chunk, Part... parts) {
        int count = Math.toIntExact(chunk.rowCount());
        Part[] targets = new Part[count];
        int[] places = new int[count];
        DuckDBReadableVector numbers = chunk.vector(0);
        DuckDBReadableVector labels = chunk.vector(1);
        for (int row = 0; row < count; row++) {
            targets[row] = parts[numbers.getByte(row)];
            places[row] = targets[row].add(labels.getBoolean(row));
        }
        int columns = parts[0].columns;
        for (int column = 0; column < columns; column++) {
            DuckDBReadableVector values = chunk.vector(FIRST_FEATURE + column);
            for (int row = 0; row < count; row++) {
                if (places[row] >= 0) {
                    targets[row].values[places[row] * columns + column] = values.getFloat(row);
                }
            }
        }
    }

    /** Rows of one part, as many as it has room for. */
    private static final class Part {
        private final int columns;
        private final float[] values;
        private final float[] labels;
        private int filled;

        Part(int rows, int columns) {
            this.columns = columns;
            this.values = new float[rows * columns];
            this.labels = new float[rows];
        }

        /** @return where its values are to lie; negative if there is no room */
        int add(boolean positive) {
            if (filled == labels.length) {
                return -1;
            }
            labels[filled] = positive ? 1 : 0;
            return filled++;
        }

        LabelledMatrix matrix() {
            if (filled < labels.length) {
                throw new IllegalStateException(filled + " rows were read of " + labels.length);
            }
            return new LabelledMatrix(new FeatureMatrix(values, filled, columns), labels);
        }
    }
}
