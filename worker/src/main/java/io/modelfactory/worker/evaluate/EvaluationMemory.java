package io.modelfactory.worker.evaluate;

/**
 * What an evaluation holds on the heap, beside what does not grow with the rows. {@code EvaluationHeapTest} holds it.
 */
public final class EvaluationMemory {
    /** Label 4 and score 4. */
    private static final int VALIDATION_ROW = 8;

    /** The same, the scores of logistic regression and champion's recipe 4 each, and of a champion 16 on top. */
    private static final int TEST_ROW = VALIDATION_ROW + 24;

    /** Time 8, entity 4, amount 8 and sampling rate 8, of a row of either part. */
    private static final int ROLES = 28;

    /**
     * Of the part that is measured: rankings of scores, blocks, days and draws, of which few are held at a time. One
     * part is measured after the other.
     */
    private static final int MEASURED_ROW = 44;

    private EvaluationMemory() {}

    /** Most bytes for parts of so many rows, which lie on the heap; their features are not among it. */
    public static long heapBytes(long testRows, long validationRows) {
        return ROLES * (testRows + validationRows) + heapBytesFromDisk(testRows, validationRows);
    }

    /** The same of parts that lie in files. */
    public static long heapBytesFromDisk(long testRows, long validationRows) {
        return TEST_ROW * testRows
                + VALIDATION_ROW * validationRows
                + MEASURED_ROW * Math.max(testRows, validationRows);
    }
}
