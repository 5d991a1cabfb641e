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
    private static final int DEFAULT_FILES = 4;
    private static final long MAX_ROWS_PER_FILE = 500_000;

    private SimulatedDataset() {}

    static WrittenDataset write(SimulationSettings settings, DatasetTarget target) throws IOException {
        FraudSimulation simulation = new FraudSimulation(settings);
        FeaturePlane features = new FeaturePlane(settings);
        long frauds = 0;
        try (ParquetFileWriter parts = new ParquetFileWriter(target, rowsPerFile(settings.rows()))) {
            while (simulation.hasNextDay()) {
                for (CardTransaction transaction : simulation.nextDay()) {
                    parts.add(features.contextOf(transaction));
                    features.addToHistory(transaction);
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
        return Math.min(MAX_ROWS_PER_FILE, (rows + DEFAULT_FILES - 1) / DEFAULT_FILES);
    }

    private static Description description(SimulationSettings settings) {
        List<Column> features = CardFraudFeatures.ALL.stream()
                .map(feature -> new Column(
                        feature.name(), feature instanceof FeatureColumn.Numeric ? "numeric" : "categorical"))
                .toList();
        return new Description(
                "parquet",
                "fp.bus.traffic.fraud.v1",
                labelAsOf(settings),
                FraudSimulation.MATURITY_DAYS,
                new FeatureDefinitionSet(CardFraudFeatures.SET_ID, CardFraudFeatures.SET_VERSION),
                "seed-" + settings.seed(),
                new Columns(
                        "event_id",
                        "event_time",
                        "label",
                        "label_observed_time",
                        ParquetFileWriter.FRAUD,
                        "card_id",
                        "amount",
                        features));
    }
}
