package io.modelfactory.worker.bench;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/**
 * What the rows cost that the peer finds in memory: DuckDB alone reads the files into floats; nothing is checked or
 * split.
 */
final class DuckDbReadBaseline {
    private DuckDbReadBaseline() {}

    /** Seconds to read all rows of these files. */
    static double seconds(Collection<Path> files, List<EncodedFeature> features, int threads) {
        String columns = features.stream().map(DuckDbReadBaseline::asFloat).collect(joining(", "));
        String paths = files.stream().map(path -> "'" + path + "'").collect(joining(", ", "[", "]"));
        Properties settings = new Properties();
        settings.setProperty("threads", String.valueOf(threads));
        settings.setProperty("preserve_insertion_order", "false");
        long start = System.nanoTime();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + columns + " FROM read_parquet(" + paths + ")")) {
            float[] values = new float[features.size()];
            while (row.next()) {
                for (int column = 0; column < values.length; column++) {
                    values[column] = row.getFloat(column + 1);
                }
            }
            return FigureFormat.secondsSince(start);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A category becomes some number; which one does not matter here. */
    private static String asFloat(EncodedFeature feature) {
        String column = '"' + feature.name() + '"';
        return "CAST(" + (feature.type() == FeatureType.NUMERIC ? column : "hash(" + column + ") % 256") + " AS FLOAT)";
    }
}
