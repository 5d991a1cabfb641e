package io.modelfactory.worker.trainer;

import io.modelfactory.worker.build.BuildOrder;

/**
 * What a build will take at its peak, from the rows and columns that its datasets declare. The factors are measured
 * ({@code runbooks/decisions/0008}): matrices on the heap with the loss beside them, then, one after the other, DuckDB's rows
 * and XGBoost's own copy of the matrix.
 *
 * @param heapBytes of the process's heap
 * @param nativeBytes outside of it
 */
record MemoryEstimate(long heapBytes, long nativeBytes) {
    /** A JVM with both native libraries loaded, at work on next to nothing. */
    private static final long BASE_NATIVE = 224L << 20;

    private static final long BASE_HEAP = 32L << 20;
    private static final double HEAP_PER_MATRIX = 1.15;
    private static final double XGBOOST_PER_MATRIX = 3.0;
    private static final double ROWS_PER_MATRIX = 2.0;
    /** Identity, times and labels of a row, which the database holds beside its features. */
    private static final int FURTHER_COLUMNS = 8;

    /** @param rowBytes bound of what the database holds */
    static MemoryEstimate of(BuildOrder order, long rowBytes) {
        double matrix = (double) order.rows() * order.columns() * Float.BYTES;
        double held = (double) order.rows() * (order.columns() + FURTHER_COLUMNS) * Float.BYTES;
        double database = Math.min(rowBytes, ROWS_PER_MATRIX * held);
        return new MemoryEstimate(
                BASE_HEAP + (long) (HEAP_PER_MATRIX * matrix),
                BASE_NATIVE + (long) Math.max(database, XGBOOST_PER_MATRIX * matrix));
    }

    long totalBytes() {
        return heapBytes + nativeBytes;
    }
}
