package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.evaluate.EvaluationMemory;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.training.BuildSpec;

/**
 * What a build will take at its peak, from the rows and columns that its datasets declare. The numbers are measured,
 * with a margin for larger training parts than seven tenths of the rows: processes that trained with XGBoost on 30
 * features peaked at 389 MB for 300,000 rows and at 603 MB for 900,000, which is 280 MB and 3.1 times the float matrix.
 * Beside the matrices on the heap there are, one after the other, DuckDB's rows and what the algorithm itself takes.
 *
 * @param heapBytes of the process's heap
 * @param nativeBytes outside of it when both together are most
 */
record MemoryEstimate(long heapBytes, long nativeBytes) {
    private static final long BASE_HEAP = 96L << 20;
    /** Label 4, weight 4 and event key 8, unless they lie in files. */
    private static final long HEAP_PER_TRAINING_ROW = 16;
    /** Numbers and values of the rows, while it is looked whether a feature alone separates the classes. */
    private static final long SEPARATED_TRAINING_ROW = 12;

    private static final long BASE_NATIVE = 170L << 20;
    private static final double DATABASE_PER_ROWS = 2.0;
    /** Identity, times and labels of a row, which the database holds beside its features. */
    private static final int METADATA_COLUMNS = 8;

    /**
     * @param rowBytes bound of what the database holds
     * @param training what the algorithm takes
     */
    static MemoryEstimate of(BuildSpec spec, long rowBytes, TrainingMemory training) {
        double matrix = (double) spec.rows() * spec.columns() * Float.BYTES;
        double held = (double) spec.rows() * (spec.columns() + METADATA_COLUMNS) * Float.BYTES;
        double database = Math.min((double) rowBytes, DATABASE_PER_ROWS * held);
        return new MemoryEstimate(
                BASE_HEAP + (long) matrix + heapOfRows(spec) + training.heapBytes(),
                BASE_NATIVE + Math.max((long) database, training.nativeBytes()));
    }

    /**
     * The same of a build whose matrices and columns lie in files. What the system keeps of these in memory, it gives
     * back when it is asked for more. Rows are prepared, trained on and measured one after the other, and what one of
     * these took outside of the heap is given back before the next; the heap keeps what the preparation left.
     */
    static MemoryEstimate onDisk(BuildSpec spec, long rowBytes, TrainingMemory training) {
        double held = (double) spec.rows() * (spec.columns() + METADATA_COLUMNS) * Float.BYTES;
        long database = (long) Math.min((double) rowBytes, DATABASE_PER_ROWS * held);
        SplitFractions parts = spec.profile().splitFractions();
        long separated = (long) (SEPARATED_TRAINING_ROW * parts.train() * spec.rows());
        long measured = EvaluationMemory.heapBytesFromDisk(
                (long) (parts.test() * spec.rows()), (long) (parts.validation() * spec.rows()));
        long heap = BASE_HEAP + Math.max(separated, measured) + training.heapBytes();
        long beforeMeasuring =
                BASE_HEAP + separated + training.heapBytes() + Math.max(database, training.nativeBytes());
        return new MemoryEstimate(heap, BASE_NATIVE + Math.max(0, beforeMeasuring - heap));
    }

    /** What a row has on the heap beside its features, by the part that it is in. */
    private static long heapOfRows(BuildSpec spec) {
        SplitFractions parts = spec.profile().splitFractions();
        return (long) (HEAP_PER_TRAINING_ROW * parts.train() * spec.rows())
                + EvaluationMemory.heapBytes(
                        (long) (parts.test() * spec.rows()), (long) (parts.validation() * spec.rows()));
    }

    long totalBytes() {
        return heapBytes + nativeBytes;
    }
}
