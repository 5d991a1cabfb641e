package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Further encodings of the test rows, beside the candidate's matrix.
 *
 * @param championFeatures the columns of the champion's matrix, under the champion's own categories; empty without
 *     champion
 * @param championSplit how the champion's rows were divided; empty without champion, or if its descriptor says nothing
 * @param sliceColumns categorical features by whose values the test rows are sliced
 */
public record HoldoutViews(
        List<EncodedFeature> championFeatures, Optional<ChampionSplit> championSplit, List<String> sliceColumns) {

    public HoldoutViews {
        championFeatures = List.copyOf(championFeatures);
        sliceColumns = List.copyOf(sliceColumns);
    }

    public static HoldoutViews none() {
        return new HoldoutViews(List.of(), Optional.empty(), List.of());
    }

    /**
     * @throws FailureException {@code FEATURE_SCHEMA_INCOMPATIBLE} if the champion needs what the dataset has not,
     *     {@code GOVERNANCE_PROFILE_INVALID} if a slice column is no categorical feature
     */
    public void requireReadable(EventColumns columns) {
        List<String> lacking = championFeatures.stream()
                .filter(feature -> !columns.features().contains(new Feature(feature.name(), feature.type())))
                .map(feature -> QuotedText.of(feature.name()) + " (" + wireName(feature.type()) + ")")
                .toList();
        if (!lacking.isEmpty()) {
            throw new FailureException(
                    FEATURE_SCHEMA_INCOMPATIBLE,
                    "baseline_bundle: the baseline needs features that the dataset lacks: "
                            + String.join(", ", lacking));
        }
        List<String> unusable = new ArrayList<>(sliceColumns);
        columns.features().stream()
                .filter(feature -> feature.type() == FeatureType.CATEGORICAL)
                .forEach(feature -> unusable.remove(feature.name()));
        if (!unusable.isEmpty()) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "slices: must name categorical features of the dataset, these are none: "
                            + QuotedText.of(unusable));
        }
    }

    private static String wireName(FeatureType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
