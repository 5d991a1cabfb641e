package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.util.List;
import java.util.Set;

/**
 * What is left of the preparation of rows if most of their numbers cost nothing: the same files are digested, and the
 * same rows pass the same checks of ids, times, labels, entities and texts, are split and become matrices, but of the
 * numbers only a few are declared as features, so that the others are neither read nor checked, stored, compared or
 * described. The difference is the most that another way of handling them could save. Of other ways to check and order
 * the rows it says nothing.
 */
final class RowsFloor {
    /** They make rows differ: where many rows are the same, looking for those takes longer. */
    private static final Set<String> KEPT_NUMBERS = Set.of("amount", "customer_mean_amount_30d", "km_from_home");

    private double seconds = Double.MAX_VALUE;
    private double leastSeconds = Double.MAX_VALUE;

    /** Prepares the rows of a plan with few numbers, and then all of them, which it gives. */
    PreparedDataset prepare(BenchStages bench, ResolvedTrainPlan plan) {
        List<ResolvedDataset> few =
                plan.datasets().stream().map(RowsFloor::withFewNumbers).toList();
        if (leastSeconds == Double.MAX_VALUE) {
            // What code is compiled meanwhile, and what memory is taken, counts for neither.
            bench.prepare(few, plan.trainingProfile());
        }
        long start = System.nanoTime();
        bench.prepare(few, plan.trainingProfile());
        leastSeconds = Math.min(leastSeconds, FigureFormat.secondsSince(start));

        start = System.nanoTime();
        PreparedDataset all = bench.prepare(plan.datasets(), plan.trainingProfile());
        seconds = Math.min(seconds, FigureFormat.secondsSince(start));
        return all;
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
     * The shortest of all preparations, and of the runs if that much were saved in each.
     *
     * @param runSeconds of a warm run
     * @param bareSeconds of the library alone, beside it
     */
    ObjectNode toJson(double runSeconds, double bareSeconds) {
        double run = runSeconds - (seconds - leastSeconds);
        return Json.object()
                .put("prepare_s", FigureFormat.rounded(seconds))
                .put("with_few_numbers_s", FigureFormat.rounded(leastSeconds))
                .put("run_with_few_numbers_s", FigureFormat.rounded(run))
                .put("ratio_to_bare", FigureFormat.rounded(run / bareSeconds));
    }
}
