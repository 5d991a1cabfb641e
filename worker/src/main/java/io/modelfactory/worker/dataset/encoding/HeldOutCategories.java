package io.modelfactory.worker.dataset.encoding;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.UnknownCategory;
import io.modelfactory.worker.resolve.TrainingProfile.CategoryEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Shows training what a category looks like that it has not seen. Where too few training rows are without a category of
 * the mapping, a random sample of the others is encoded as NaN: otherwise a tree would score unknown categories as
 * whatever is on the side that it takes by default, however rare and risky. The sample is drawn row by row (D. E.
 * Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S) by {@link Random}, seeded with the position of
 * the feature, so that it depends on the number and order of the training rows only.
 */
public final class HeldOutCategories {
    private final FeatureMatrix training;
    private final CategoryEncoding rules;

    /** @param training is changed; nothing else may have looked at what it is to be trained on */
    public HeldOutCategories(FeatureMatrix training, CategoryEncoding rules) {
        this.training = training;
        this.rules = rules;
    }

    /** The features, each with the number of its rows that were held out. */
    public List<EncodedFeature> holdOut(List<EncodedFeature> features) {
        List<EncodedFeature> result = new ArrayList<>();
        for (EncodedFeature feature : features) {
            Optional<UnknownCategory> unknown = feature.unknownCategory();
            result.add(
                    unknown.isPresent() && feature.type() == FeatureType.CATEGORICAL
                            ? holdOut(feature, unknown.get(), result.size())
                            : feature);
        }
        return result;
    }

    private EncodedFeature holdOut(EncodedFeature feature, UnknownCategory unknown, int column) {
        long wanted = rules.minUnknownRows(training.rows()) - unknown.naturalRows();
        // Nothing can be learnt from a single category, so no tree would split on it.
        if (wanted <= 0 || feature.categories().size() < 2) {
            return feature;
        }
        long[] left = rowsByCode(feature, column);
        Random random = new Random(column);
        long drawn = 0;
        long heldOut = 0;
        for (int row = 0; row < training.rows(); row++) {
            if (random.nextDouble() * (training.rows() - row) >= wanted - drawn) {
                continue;
            }
            drawn++;
            float code = training.value(row, column);
            if (!Float.isNaN(code) && left[(int) code] > 1) {
                left[(int) code]--;
                training.set(row, column, Float.NaN);
                heldOut++;
            }
        }
        return feature.withUnknownCategory(unknown.withHeldOutRows(heldOut));
    }

    /** A category of which no row is left would be as unknown as those that are not in the mapping. */
    private long[] rowsByCode(EncodedFeature feature, int column) {
        long[] rows = new long[feature.categories().size()];
        for (int row = 0; row < training.rows(); row++) {
            float code = training.value(row, column);
            if (!Float.isNaN(code)) {
                rows[(int) code]++;
            }
        }
        return rows;
    }
}
