package io.modelfactory.worker.model;

import java.util.Optional;

/**
 * Encoded features of some rows, row by row. A missing value is NaN; a category is its index in the feature's mapping.
 * The numbers are an array, or lie in a file where they are too many for the heap; {@link #copyRows} and {@link #value}
 * give the same of both.
 */
public final class FeatureMatrix {
    private final float[] values;
    private final Optional<FloatColumn> file;
    private final int rows;
    private final int columns;

    /** @param values {@code rows * columns} numbers, row-major; not copied, and not to be changed afterwards */
    public FeatureMatrix(float[] values, int rows, int columns) {
        this(values, Optional.empty(), rows, columns);
        if ((long) rows * columns != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill " + rows + " x " + columns);
        }
    }

    private FeatureMatrix(float[] values, Optional<FloatColumn> file, int rows, int columns) {
        this.values = values;
        this.file = file;
        this.rows = rows;
        this.columns = columns;
    }

    /** @param file of {@code rows * columns} numbers, row-major */
    FeatureMatrix(FloatColumn file, int rows, int columns) {
        this(new float[0], Optional.of(file), rows, columns);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float value(int row, int column) {
        return file.isEmpty() ? values[row * columns + column] : file.get().get((long) row * columns + column);
    }

    /** For the code that fills the matrix, before any other sees it. */
    public void set(int row, int column, float value) {
        if (file.isEmpty()) {
            values[row * columns + column] = value;
        } else {
            file.get().set((long) row * columns + column, value);
        }
    }

    /**
     * Copies successive rows.
     *
     * @param first row from 0
     * @param target is filled from its beginning
     */
    public void copyRows(int first, int count, float[] target) {
        if (file.isEmpty()) {
            System.arraycopy(values, first * columns, target, 0, count * columns);
        } else {
            file.get().copy((long) first * columns, count * columns, target);
        }
    }

    /**
     * Copies rows in the order in which they are named.
     *
     * @param order rows from 0, of which the {@code count} from {@code first} on are copied
     * @param target is filled from its row {@code targetRow} on
     * @throws IllegalStateException if they lie in a file
     */
    public void copyRows(int[] order, int first, int count, float[] target, int targetRow) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(values(), order[first + i] * columns, target, (targetRow + i) * columns, columns);
        }
    }

    /** Whether the numbers lie in a file. */
    public boolean inFile() {
        return file.isPresent();
    }

    /** A copy of some rows on the heap, in the order in which they are named. */
    public FeatureMatrix select(int[] places) {
        float[] selected = new float[places.length * columns];
        float[] row = new float[columns];
        for (int i = 0; i < places.length; i++) {
            copyRows(places[i], 1, row);
            System.arraycopy(row, 0, selected, i * columns, columns);
        }
        return new FeatureMatrix(selected, places.length, columns);
    }

    /**
     * The numbers themselves, row-major, for libraries that take arrays; not to be changed.
     *
     * @throws IllegalStateException if they lie in a file
     */
    public float[] values() {
        if (file.isPresent()) {
            throw new IllegalStateException("these rows lie in a file, and are read in pieces");
        }
        return values;
    }
}
