package io.modelfactory.worker.model;

/**
 * Encoded features of some rows, row by row. A missing value is NaN; a category is its index in the feature's mapping.
 */
public final class FeatureMatrix {
    private final float[] values;
    private final int rows;
    private final int columns;

    /** @param values {@code rows * columns} numbers, row-major; not copied, and not to be changed afterwards */
    public FeatureMatrix(float[] values, int rows, int columns) {
        if ((long) rows * columns != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill " + rows + " x " + columns);
        }
        this.values = values;
        this.rows = rows;
        this.columns = columns;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float value(int row, int column) {
        return values[row * columns + column];
    }

    /**
     * Copies successive rows.
     *
     * @param first row from 0
     * @param target is filled from its beginning
     */
    public void copyRows(int first, int count, float[] target) {
        System.arraycopy(values, first * columns, target, 0, count * columns);
    }

    /** A copy of some rows, in the order in which they are named. */
    public FeatureMatrix select(int[] places) {
        float[] selected = new float[places.length * columns];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(values, places[i] * columns, selected, i * columns, columns);
        }
        return new FeatureMatrix(selected, places.length, columns);
    }

    /** The numbers themselves, row-major, for libraries that take arrays; not to be changed. */
    public float[] values() {
        return values;
    }
}
