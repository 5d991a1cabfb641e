package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.PieceCursor;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.RowTargets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows of a matrix, some at a time in another order: together come those that lack the same values, of these together
 * those of the same categories. The library goes through the values that a row has, and looks up its categories by a
 * search among them; a processor guesses both right where rows resemble each other. The order changes no bit of a
 * model.
 */
final class GroupedRows implements RowPieces {
    /** Fewer rows lie near the processor in any order. */
    private static final int FEW_ROWS = 1 << 14;

    /** So many rows are ordered at a time, which lie near each other; more of them gain no more. */
    private static final int WINDOW_BITS = 16;

    private static final int WINDOW_ROWS = 1 << WINDOW_BITS;
    /** Rows that one thread copies at a time. */
    private static final int COPIED_ROWS = 1 << 13;

    private static final int GROUP_BITS = (Long.SIZE - WINDOW_BITS) / 2;
    /** Knuth's multiplier, 2^64 divided by the golden ratio: its products differ in their first bits. */
    private static final long SPREADS = 0x9E3779B97F4A7C15L;

    private final FeatureMatrix features;
    private final RowTargets targets;
    private final int[] order;
    private final int pieceRows;

    private GroupedRows(LabelledMatrix matrix, int[] order, int pieceRows) {
        this.features = matrix.features();
        this.order = order;
        this.pieceRows = pieceRows;
        this.targets = new RowTargets(
                ordered(matrix.labels()),
                matrix.weights().map(this::ordered),
                matrix.eventKeys().map(this::ordered));
    }

    /** The rows as they are if they are few, or lie in a file, which is read from its beginning to its end. */
    static RowPieces of(LabelledMatrix matrix, List<EncodedFeature> features, int pieceRows) {
        return matrix.rows() < FEW_ROWS || matrix.features().inFile()
                ? matrix.pieces(pieceRows)
                : new GroupedRows(matrix, order(matrix.features(), features), Math.min(pieceRows, matrix.rows()));
    }

    private static int[] order(FeatureMatrix values, List<EncodedFeature> features) {
        boolean[] categorical = new boolean[features.size()];
        for (int column = 0; column < categorical.length; column++) {
            categorical[column] = FeatureBins.isCategorical(features.get(column));
        }
        int[] order = new int[values.rows()];
        IntStream.range(0, (order.length + WINDOW_ROWS - 1) / WINDOW_ROWS)
                .parallel()
                .forEach(window -> order(values, categorical, window * WINDOW_ROWS, order));
        return order;
    }

    /** Of equal rows the first comes first, so that the order is always the same. */
    private static void order(FeatureMatrix values, boolean[] categorical, int first, int[] order) {
        long[] keys = new long[Math.min(WINDOW_ROWS, order.length - first)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = group(values, first + i, categorical) | i;
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            order[first + i] = first + (int) (keys[i] & (WINDOW_ROWS - 1));
        }
    }

    /** Groups may share their first bits, and then are one. */
    private static long group(FeatureMatrix values, int row, boolean[] categorical) {
        long lacking = 0;
        long categories = 0;
        for (int column = 0; column < categorical.length; column++) {
            float value = values.value(row, column);
            if (Float.isNaN(value)) {
                lacking = (lacking + column + 1) * SPREADS;
            } else if (categorical[column]) {
                categories = (categories + (long) value + 1) * SPREADS;
            }
        }
        return (lacking >>> (Long.SIZE - GROUP_BITS) << (GROUP_BITS + WINDOW_BITS))
                | (categories >>> (Long.SIZE - GROUP_BITS) << WINDOW_BITS);
    }

    private FloatColumn ordered(FloatColumn column) {
        float[] numbers = new float[order.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = column.get(order[i]);
        }
        return FloatColumn.of(numbers);
    }

    private LongColumn ordered(LongColumn column) {
        long[] numbers = new long[order.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = column.get(order[i]);
        }
        return LongColumn.of(numbers);
    }

    @Override
    public int rows() {
        return order.length;
    }

    @Override
    public int columns() {
        return features.columns();
    }

    @Override
    public Optional<RowTargets> targets() {
        return Optional.of(targets);
    }

    @Override
    public Cursor open() {
        return new PieceCursor(targets, columns(), pieceRows, this::copyRows);
    }

    /** Most rows lie far from the one before, so that each is waited for: on all processors. */
    private void copyRows(int first, int count, float[] target) {
        int blocks = (count + COPIED_ROWS - 1) / COPIED_ROWS;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int start = block * COPIED_ROWS;
            features.copyRows(order, first + start, Math.min(COPIED_ROWS, count - start), target, start);
        });
    }
}
