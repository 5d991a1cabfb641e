package io.modelfactory.worker.training;

import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.SampledColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Encoded rows that look like training rows, and are no event's: every column is drawn for itself, and a drawn row that
 * is some row of the data is left out. A reader of the sample learns no more about a row than the model's descriptor
 * says. They depend on the rows and the seed alone: the sequence of {@link Random} is fixed by its Javadoc.
 */
final class SyntheticRows {
    /** Draws for each row that is wanted: where features have few values, most draws are some row's. */
    private static final int DRAWS = 16;

    private final List<SyntheticColumn> columns = new ArrayList<>();
    private final List<FeatureMatrix> real;

    SyntheticRows(PreparedDataset dataset) {
        this(
                dataset.features(),
                List.of(
                        dataset.train().features(),
                        dataset.validation().features(),
                        dataset.test().features()));
    }

    /** @param real the rows of the data; the first of them are those of training */
    SyntheticRows(List<EncodedFeature> features, List<FeatureMatrix> real) {
        FeatureMatrix training = SampledColumn.rowsLookedAt(real.get(0));
        for (EncodedFeature feature : features) {
            columns.add(
                    feature.type() == FeatureType.NUMERIC
                            ? SyntheticColumn.ofNumbers(training, columns.size())
                            : SyntheticColumn.ofCategories(feature.categories().size()));
        }
        this.real = List.copyOf(real);
    }

    /**
     * @param wanted rows; there are fewer if the features have so few values that most of their combinations are some
     *     row's, and if all are, the rows repeat such combinations
     */
    FeatureMatrix draw(int wanted, long seed) {
        Random random = new Random(seed);
        float[] values = new float[wanted * DRAWS * columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i % columns.size()).draw(random);
        }
        FeatureMatrix drawn = new FeatureMatrix(values, wanted * DRAWS, columns.size());
        BitSet taken = new RowSearch(drawn).rowsOf(real);
        boolean noneLeft = taken.cardinality() == drawn.rows();
        int[] chosen = IntStream.range(0, drawn.rows())
                .filter(row -> noneLeft || !taken.get(row))
                .limit(wanted)
                .toArray();
        return rows(drawn, chosen);
    }

    /** Those of the given rows that are no row of the data; all of them if none are left. */
    FeatureMatrix leaveOutReal(FeatureMatrix given) {
        BitSet taken = new RowSearch(given).rowsOf(real);
        return taken.cardinality() == given.rows()
                ? given
                : rows(
                        given,
                        IntStream.range(0, given.rows())
                                .filter(row -> !taken.get(row))
                                .toArray());
    }

    private static FeatureMatrix rows(FeatureMatrix drawn, int[] chosen) {
        int width = drawn.columns();
        float[] values = new float[chosen.length * width];
        for (int row = 0; row < chosen.length; row++) {
            System.arraycopy(drawn.values(), chosen[row] * width, values, row * width, width);
        }
        return new FeatureMatrix(values, chosen.length, width);
    }

    /** Finds which of a few rows are among many, in one pass over these. */
    private static final class RowSearch {
        /** Spreads the bits of numbers over those of a hash. */
        private static final int SPREAD = 0x9E3779B9;

        private static final int FILTER_SHIFT = 16;

        private final FeatureMatrix wanted;
        private final Map<Integer, List<Integer>> byHash = new HashMap<>();
        /** The upper bits of these hashes: nearly every row of many has others, and is not looked for. */
        private final BitSet filter = new BitSet(1 << FILTER_SHIFT);

        RowSearch(FeatureMatrix wanted) {
            this.wanted = wanted;
            float[] values = new float[wanted.columns()];
            for (int row = 0; row < wanted.rows(); row++) {
                normalize(wanted, row, values);
                int hash = hash(values);
                filter.set(hash >>> FILTER_SHIFT);
                byHash.computeIfAbsent(hash, any -> new ArrayList<>()).add(row);
            }
        }

        BitSet rowsOf(List<FeatureMatrix> many) {
            BitSet found = new BitSet();
            float[] values = new float[wanted.columns()];
            for (FeatureMatrix matrix : many) {
                for (int row = 0; row < matrix.rows(); row++) {
                    normalize(matrix, row, values);
                    int hash = hash(values);
                    if (filter.get(hash >>> FILTER_SHIFT)) {
                        find(values, byHash.getOrDefault(hash, List.of()), found);
                    }
                }
            }
            return found;
        }

        private void find(float[] values, List<Integer> candidates, BitSet found) {
            float[] own = new float[values.length];
            for (int candidate : candidates) {
                normalize(wanted, candidate, own);
                if (Arrays.equals(own, values)) {
                    found.set(candidate);
                }
            }
        }

        /** A product for each number that waits for none of the others. */
        private static int hash(float[] values) {
            int hash = 0;
            for (int column = 0; column < values.length; column++) {
                hash += Float.floatToIntBits(values[column]) * (SPREAD * (2 * column + 1));
            }
            return hash * SPREAD;
        }

        /** Zero has two signs; what is read from the data may have either. */
        private static void normalize(FeatureMatrix matrix, int row, float[] values) {
            matrix.copyRows(row, 1, values);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.0f;
            }
        }
    }
}
