package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * What is left of the preparation of rows if most of their numbers cost nothing, or all checks, or both. Without most
 * numbers the same files are digested, and the same rows pass the same checks of ids, times, labels, entities and
 * texts, are split and become matrices, but of the numbers only a few are declared as features, so that the others are
 * neither read nor checked, stored, compared or described. {@link UncheckedRows} says what is done without checks. The
 * differences are the most that other ways of handling numbers, and of checking, could save.
 */
final class RowsFloor {
    /** They make rows differ: where many rows are the same, looking for those takes longer. */
    private static final Set<String> KEPT_NUMBERS = Set.of("amount", "customer_mean_amount_30d", "km_from_home");

    private final UncheckedRows unchecked;
    private double seconds = Double.MAX_VALUE;
    private double fewSeconds = Double.MAX_VALUE;
    private double uncheckedSeconds = Double.MAX_VALUE;
    private double fewUncheckedSeconds = Double.MAX_VALUE;

    RowsFloor(UncheckedRows unchecked) {
        this.unchecked = unchecked;
    }

    /** Prepares the rows of a plan with few numbers, without checks, and then as they are, which it gives. */
    PreparedDataset prepare(BenchStages bench, ResolvedTrainPlan plan) throws IOException {
        List<ResolvedDataset> all = plan.datasets();
        List<ResolvedDataset> few = all.stream().map(RowsFloor::withFewNumbers).toList();
        TrainingProfile profile = plan.trainingProfile();
        Map<String, Path> paths = bench.files(plan);
        Function<DataFile, Path> files = file -> Objects.requireNonNull(paths.get(file.ref()), file.ref());
        if (seconds == Double.MAX_VALUE) {
            // What code is compiled meanwhile, and what memory is taken, counts for none.
            bench.prepare(few, profile);
        }
        long start = System.nanoTime();
        unchecked.prepare(few, files, profile);
        fewUncheckedSeconds = Math.min(fewUncheckedSeconds, FigureFormat.secondsSince(start));

        start = System.nanoTime();
        bench.prepare(few, profile);
        fewSeconds = Math.min(fewSeconds, FigureFormat.secondsSince(start));

        start = System.nanoTime();
        unchecked.prepare(all, files, profile);
        uncheckedSeconds = Math.min(uncheckedSeconds, FigureFormat.secondsSince(start));

        start = System.nanoTime();
        PreparedDataset prepared = bench.prepare(all, profile);
        seconds = Math.min(seconds, FigureFormat.secondsSince(start));
        return prepared;
    }

    private static ResolvedDataset withFewNumbers(ResolvedDataset dataset) {
        DatasetMaterialization rows = dataset.materialization();
        List<Feature> features = rows.columns().features().stream()
                .filter(feature -> feature.type() != FeatureType.NUMERIC || KEPT_NUMBERS.contains(feature.name()))
                .toList();
        return new ResolvedDataset(
                dataset.manifestRef(),
                dataset.manifest(),
                dataset.materializationRef(),
                new DatasetMaterialization(
                        rows.schemaVersion(),
                        rows.datasetManifestId(),
                        rows.datasetFingerprint(),
                        rows.platformRunId(),
                        rows.format(),
                        rows.files(),
                        rows.rowCount(),
                        withFeatures(rows.columns(), features),
                        rows.eventIdKind(),
                        rows.plausibleTimes(),
                        rows.missing(),
                        rows.csv()));
    }

    private static Columns withFeatures(Columns columns, List<Feature> features) {
        return new Columns(
                columns.eventId(),
                columns.eventTime(),
                columns.timeFormat(),
                columns.label(),
                columns.labelObservedTime(),
                columns.labelTimeFormat(),
                columns.positiveLabel(),
                columns.negativeLabel(),
                columns.entityId(),
                columns.amount(),
                columns.weight(),
                columns.samplingRate(),
                features);
    }

    /**
     * The shortest of all preparations, and the ratios of runs if that much were saved in each.
     *
     * @param runSeconds of a warm run
     * @param bareSeconds of the library alone, beside it
     */
    ObjectNode toJson(double runSeconds, double bareSeconds) {
        double others = runSeconds - seconds;
        ObjectNode figures = Json.object().put("prepare_s", FigureFormat.rounded(seconds));
        put(figures, "few_numbers", fewSeconds, others, bareSeconds);
        put(figures, "unchecked", uncheckedSeconds, others, bareSeconds);
        put(figures, "few_numbers_unchecked", fewUncheckedSeconds, others, bareSeconds);
        return figures;
    }

    private static void put(ObjectNode figures, String name, double rows, double others, double bareSeconds) {
        figures.put(name + "_s", FigureFormat.rounded(rows))
                .put(name + "_ratio_to_bare", FigureFormat.rounded((others + rows) / bareSeconds));
    }
}
