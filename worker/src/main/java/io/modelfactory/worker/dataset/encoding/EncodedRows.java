package io.modelfactory.worker.dataset.encoding;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows as numbers, in the order of their parts.
 *
 * @param features of the candidate
 * @param train with weights and keys, as far as there are any
 * @param championTest the test rows as a champion reads them
 * @param weights what each training row counts in the loss
 * @param rolesByPart of the validation and test rows
 */
public record EncodedRows(
        List<EncodedFeature> features,
        MatrixReader matrices,
        LabelledMatrix train,
        Optional<FeatureMatrix> championTest,
        List<SliceColumn> slices,
        Optional<FloatColumn> weights,
        Map<SplitPart, EventRoles> rolesByPart) {

    public EncodedRows {
        rolesByPart = Map.copyOf(rolesByPart);
    }

    public static EncodedRows of(
            DuckDb db,
            EventColumns columns,
            TrainingProfile profile,
            HoldoutViews views,
            SplitSummary split,
            MatrixSettings settings) {
        FeatureEncoder encoder = new FeatureEncoder(db, columns);
        List<SliceColumn> slices = slices(db, encoder.encodeSlices(views.sliceColumns()), split, settings);
        Optional<FeatureMatrix> championTest = views.championFeatures().isEmpty()
                ? Optional.empty()
                : Optional.of(testRows(db, encoder.reuse(views.championFeatures()), split, settings));
        FeatureEncoding encoding =
                encoder.fit(profile.encoding(), split.part(SplitPart.TRAIN).rows());
        MatrixReader matrices = MatrixReader.read(db, encoding, split, settings.columns(), SplitPart.values());
        RoleReader roles = new RoleReader(db, columns, split, settings.columns());
        Optional<FloatColumn> weights = roles.trainingWeights();
        LabelledMatrix train = matrices.matrix(SplitPart.TRAIN);
        LabelledMatrix weighted = weights.map(train::weighted).orElse(train);
        return new EncodedRows(
                encoding.features(),
                matrices,
                settings.eventKeys() ? weighted.keyed(roles.trainingKeys()) : weighted,
                championTest,
                slices,
                weights,
                roles.read(SplitPart.VALIDATION, SplitPart.TEST));
    }

    public EventRoles roles(SplitPart part) {
        return rolesByPart.getOrDefault(part, EventRoles.none());
    }

    private static List<SliceColumn> slices(
            DuckDb db, FeatureEncoding encoding, SplitSummary split, MatrixSettings settings) {
        if (encoding.columns().isEmpty()) {
            return List.of();
        }
        FeatureMatrix rows = testRows(db, encoding, split, settings);
        List<SliceColumn> slices = new ArrayList<>();
        for (EncodedFeature feature : encoding.features()) {
            slices.add(new SliceColumn(feature, rows, slices.size()));
        }
        return slices;
    }

    private static FeatureMatrix testRows(
            DuckDb db, FeatureEncoding encoding, SplitSummary split, MatrixSettings settings) {
        return MatrixReader.read(db, encoding, split, settings.columns(), SplitPart.TEST)
                .matrix(SplitPart.TEST)
                .features();
    }
}
