package io.modelfactory.worker.training;

import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
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
        for (EncodedFeature feature : features) {
            columns.add(
                    feature.type() == FeatureType.NUMERIC
                            ? SyntheticColumn.ofNumbers(real.get(0), columns.size())
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
        private final FeatureMatrix wanted;
        private final Map<Integer, List<Integer>> byHash = new HashMap<>();

        RowSearch(FeatureMatrix wanted) {
            this.wanted = wanted;
            for (int row = 0; row < wanted.rows(); row++) {
                byHash.computeIfAbsent(hash(wanted, row), any -> new ArrayList<>())
                        .add(row);
            }
        }

        BitSet rowsOf(List<FeatureMatrix> many) {
            BitSet found = new BitSet();
            for (FeatureMatrix matrix : many) {
                for (int row = 0; row < matrix.rows(); row++) {
                    for (int candidate : byHash.getOrDefault(hash(matrix, row), List.of())) {
                        if (equal(candidate, matrix, row)) {
                            found.set(candidate);
                        }
                    }
                }
            }
            return found;
        }

        private static int hash(FeatureMatrix matrix, int row) {
            int hash = 1;
            for (int column = 0; column < matrix.columns(); column++) {
                // Zero has two signs; what is read from the data may have either.
                hash = 31 * hash + Float.floatToIntBits(matrix.value(row, column) + 0.0f);
            }
            return hash;
        }

        private boolean equal(int candidate, FeatureMatrix matrix, int row) {
            return Arrays.equals(normalized(wanted, candidate), normalized(matrix, row));
        }

        private static float[] normalized(FeatureMatrix matrix, int row) {
            float[] values = new float[matrix.columns()];
            matrix.copyRows(row, 1, values);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.0f;
            }
            return values;
        }
    }
}
