package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The recipe {@code mf.cut_sample.v1}: bins from those rows whose event keys, the first 64 bits of SHA-256 of the event
 * ids, are the smallest, each row counting once whatever its weight. Neither the order of the rows nor how they are
 * divided has any influence. {@code contracts/README.md} describes it.
 */
final class CutSample {
    static final String RECIPE = "mf.cut_sample.v1";

    /** Numbers that are looked at in one pass over the rows: as many columns as have no more in the sample. */
    private static final int PASS_VALUES = 1 << 23;

    /** Columns that one thread takes from the rows of a piece. */
    private static final int TAKEN_COLUMNS = 7;

    private final RowPieces rows;
    private final Optional<LongColumn> eventKeys;
    private final int size;

    /**
     * @param eventKeys of all rows; may be empty if the sample has all of them
     * @param size of the sample
     */
    CutSample(RowPieces rows, Optional<LongColumn> eventKeys, int size) {
        if (rows.rows() > size && eventKeys.isEmpty()) {
            throw new IllegalArgumentException("a sample is drawn by event ids, these rows have none");
        }
        this.rows = rows;
        this.eventKeys = eventKeys;
        this.size = size;
    }

    /** @param bins of a column at most */
    PinnedCuts cuts(List<EncodedFeature> features, int bins) {
        long largestKey = largestKey();
        int sampled = sampled(largestKey);
        FeatureBins[] found = new FeatureBins[features.size()];
        int[] numeric = IntStream.range(0, found.length)
                .filter(column -> !FeatureBins.isCategorical(features.get(column)))
                .toArray();
        int together = Math.max(1, PASS_VALUES / Math.max(1, sampled));
        for (int first = 0; first < numeric.length; first += together) {
            int[] columns = Arrays.copyOfRange(numeric, first, Math.min(first + together, numeric.length));
            float[][] values = new float[columns.length][sampled];
            int[] counts = read(columns, values, largestKey);
            IntStream.range(0, columns.length)
                    .parallel()
                    .forEach(i -> found[columns[i]] =
                            new FeatureBins(features.get(columns[i]), QuantileBins.starts(values[i], counts[i], bins)));
        }
        for (int column = 0; column < found.length; column++) {
            if (FeatureBins.isCategorical(features.get(column))) {
                found[column] = FeatureBins.ofCategories(features.get(column));
            }
        }
        return new PinnedCuts(sampled, List.of(found));
    }

    /** Keys are compared without sign; equal ones are all in the sample or all out of it. */
    private long largestKey() {
        if (rows.rows() <= size) {
            return -1;
        }
        SmallestKeys smallest = new SmallestKeys(size, rows.rows());
        LongColumn keys = eventKeys.orElseThrow();
        for (int row = 0; row < keys.rows(); row++) {
            smallest.add(keys.get(row));
        }
        return smallest.largest();
    }

    private int sampled(long largestKey) {
        return eventKeys
                .map(keys -> (int) IntStream.range(0, keys.rows())
                        .filter(row -> Long.compareUnsigned(keys.get(row), largestKey) <= 0)
                        .count())
                .orElse(rows.rows());
    }

    /** @return how many values each column has that are not missing */
    private int[] read(int[] columns, float[][] values, long largestKey) {
        int[] counts = new int[columns.length];
        RowPieces.Cursor cursor = rows.open();
        int blocks = (columns.length + TAKEN_COLUMNS - 1) / TAKEN_COLUMNS;
        int first = 0;
        for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            RowPiece piece = next.get();
            boolean[] taken = taken(piece, first, largestKey);
            IntStream.range(0, blocks)
                    .parallel()
                    .forEach(block -> take(
                            piece,
                            taken,
                            columns,
                            block * TAKEN_COLUMNS,
                            Math.min(columns.length, (block + 1) * TAKEN_COLUMNS),
                            values,
                            counts));
            first += piece.rows();
        }
        return counts;
    }

    private boolean[] taken(RowPiece piece, int first, long largestKey) {
        boolean[] taken = new boolean[piece.rows()];
        for (int row = 0; row < taken.length; row++) {
            taken[row] =
                    eventKeys.isEmpty() || Long.compareUnsigned(eventKeys.get().get(first + row), largestKey) <= 0;
        }
        return taken;
    }

    private void take(
            RowPiece piece, boolean[] taken, int[] columns, int from, int to, float[][] values, int[] counts) {
        int width = rows.columns();
        // Of this thread alone while it counts: what lies near by would be waited for.
        int[] own = Arrays.copyOf(counts, to);
        for (int row = 0; row < taken.length; row++) {
            for (int i = from; taken[row] && i < to; i++) {
                float value = piece.values()[row * width + columns[i]];
                if (!Float.isNaN(value)) {
                    // Zero has two signs; the sum has the positive one.
                    values[i][own[i]++] = value + 0.0f;
                }
            }
        }
        System.arraycopy(own, from, counts, from, to - from);
    }
}
