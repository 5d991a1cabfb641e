package io.modelfactory.worker.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The values of one column of a matrix, in ascending order, with those of missing rows left out. Of many rows some are
 * looked at, evenly spaced: sorting all of them would show in the time that large data takes.
 */
public final class SampledColumn {
    /** Rows are looked at one by one up to this many, and every second, third and so on from twice as many. */
    private static final int MAX_ROWS = 4_096;

    private final float[] sorted;
    private final int looked;

    private SampledColumn(float[] sorted, int looked) {
        this.sorted = sorted;
        this.looked = looked;
    }

    public static SampledColumn of(FeatureMatrix rows, int column) {
        int step = step(rows);
        float[] values = new float[rows.rows() / step + 1];
        int looked = 0;
        int present = 0;
        for (int row = 0; row < rows.rows(); row += step) {
            float value = rows.value(row, column);
            looked++;
            if (!Float.isNaN(value)) {
                values[present++] = value;
            }
        }
        float[] sorted = Arrays.copyOf(values, present);
        Arrays.sort(sorted);
        return new SampledColumn(sorted, looked);
    }

    private static int step(FeatureMatrix rows) {
        return Math.max(1, rows.rows() / MAX_ROWS);
    }

    /** A copy of the rows that are looked at, of which all are looked at again: for many columns, and rows in files. */
    public static FeatureMatrix rowsLookedAt(FeatureMatrix rows) {
        int step = step(rows);
        return rows.select(IntStream.iterate(0, row -> row < rows.rows(), row -> row + step)
                .toArray());
    }

    /** Whether no row that was looked at has a value. */
    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** The share of rows without a value, of those looked at; 1 if there are none. */
    public double missing() {
        return isEmpty() ? 1 : (double) (looked - sorted.length) / looked;
    }

    /**
     * The value that {@code part} of {@code parts} of the rows do not exceed, such as 1 of 20 for the lowest vigintile:
     * a value of the column, never one between two.
     */
    public float quantile(int part, int parts) {
        return sorted[(int) ((long) (sorted.length - 1) * part / parts)];
    }
}
