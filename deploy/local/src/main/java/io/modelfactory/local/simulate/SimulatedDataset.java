package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.DatasetDocuments.Column;
import io.modelfactory.local.simulate.DatasetDocuments.Columns;
import io.modelfactory.local.simulate.DatasetDocuments.DataFile;
import io.modelfactory.local.simulate.DatasetDocuments.Description;
import io.modelfactory.local.simulate.DatasetDocuments.FeatureDefinitionSet;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Card transactions of the simulation, with the features that were known at their time, as a dataset in Parquet. */
final class SimulatedDataset {
    private static final int USUAL_FILES = 4;
    private static final long MOST_ROWS_IN_A_FILE = 500_000;

    private SimulatedDataset() {}

    static WrittenDataset write(SimulationSettings settings, DatasetTarget target) throws IOException {
        FraudSimulation simulation = new FraudSimulation(settings);
        FeaturePlane features = new FeaturePlane(settings);
        long frauds = 0;
        try (ParquetParts parts = new ParquetParts(target, rowsPerFile(settings.rows()))) {
            while (simulation.hasNextDay()) {
                for (Transaction transaction : simulation.nextDay()) {
                    parts.add(features.momentOf(transaction));
                    features.remember(transaction);
                    frauds += transaction.fraud() ? 1 : 0;
                }
            }
            List<DataFile> files = parts.finish();
            DatasetDocuments.write(target, files, description(settings));
            long bytes = files.stream().mapToLong(DataFile::bytes).sum();
            return new WrittenDataset(target, settings.rows(), frauds, bytes);
        } catch (SQLException e) {
            throw new IOException("DuckDB could not write the simulated dataset: " + e.getMessage(), e);
        }
    }

    /** From this moment on the label of every transaction is known. */
    static Instant labelAsOf(SimulationSettings settings) {
        return settings.start().plus(settings.days() + FraudSimulation.MATURITY_DAYS, ChronoUnit.DAYS);
    }

    private static long rowsPerFile(long rows) {
        return Math.min(MOST_ROWS_IN_A_FILE, (rows + USUAL_FILES - 1) / USUAL_FILES);
    }

    private static Description description(SimulationSettings settings) {
        List<Column> features = CardFraudFeatures.ALL.stream()
                .map(feature ->
                        new Column(feature.name(), feature instanceof Feature.Numeric ? "numeric" : "categorical"))
                .toList();
        return new Description(
                "parquet",
                "fp.bus.traffic.fraud.v1",
                labelAsOf(settings),
                FraudSimulation.MATURITY_DAYS,
                new FeatureDefinitionSet(CardFraudFeatures.SET_ID, CardFraudFeatures.SET_VERSION),
                "seed-" + settings.seed(),
                new Columns("event_id", "event_time", "label", "label_observed_time", ParquetParts.FRAUD, features));
    }
}
