package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many rows have each category of the categorical features, and how many of these are positive. All features are
 * counted in one pass over the rows as they lie: those in files may have to be read from the disk for each pass.
 */
final class CategoryCounts {
    private final long[][] rows;
    private final long[][] positives;

    private CategoryCounts(long[][] rows, long[][] positives) {
        this.rows = rows;
        this.positives = positives;
    }

    /** @param features the columns of the matrix, in their order */
    static CategoryCounts of(LabelledMatrix matrix, List<EncodedFeature> features) {
        long[][] rows = zeros(features);
        long[][] positives = zeros(features);
        int[] categorical = IntStream.range(0, features.size())
                .filter(column -> features.get(column).type() == FeatureType.CATEGORICAL)
                .toArray();
        FeatureMatrix values = matrix.features();
        for (int row = 0; row < matrix.rows() && categorical.length > 0; row++) {
            int positive = matrix.labels().get(row) > 0 ? 1 : 0;
            for (int column : categorical) {
                float code = values.value(row, column);
                int place = Float.isNaN(code) ? rows[column].length - 1 : (int) code;
                rows[column][place]++;
                positives[column][place] += positive;
            }
        }
        return new CategoryCounts(rows, positives);
    }

    private static long[][] zeros(List<EncodedFeature> features) {
        return features.stream()
                .map(feature -> new long[feature.categories().size() + 1])
                .toArray(long[][]::new);
    }

    /** Of the rows of both, which have the same features. */
    CategoryCounts plus(CategoryCounts other) {
        return new CategoryCounts(sum(rows, other.rows), sum(positives, other.positives));
    }

    private static long[][] sum(long[][] one, long[][] other) {
        long[][] sum = new long[one.length][];
        for (int column = 0; column < one.length; column++) {
            int current = column;
            sum[column] = IntStream.range(0, one[column].length)
                    .mapToLong(place -> one[current][place] + other[current][place])
                    .toArray();
        }
        return sum;
    }

    /** By code; last those without a category, or with one that training has not seen. */
    long[] rows(int column) {
        return rows[column].clone();
    }

    /** As {@link #rows}, of those that are positive. */
    long[] positives(int column) {
        return positives[column].clone();
    }
}
