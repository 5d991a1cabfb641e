package io.modelfactory.worker.evaluate;

/**
 * What an evaluation holds on the heap, beside what does not grow with the rows. Features are not among it: where rows
 * lie in files, these are read from there. {@code EvaluationHeapTest} holds it.
 */
public final class EvaluationMemory {
    /** Label 4, time 8, entity 4, amount 8, sampling rate 8 and score 4. */
    private static final int VALIDATION_ROW = 36;

    /** The same, the scores of logistic regression and champion's recipe 4 each, and of a champion 16 on top. */
    private static final int TEST_ROW = VALIDATION_ROW + 24;

    /**
     * Of the part that is measured: rankings of scores, blocks, days and draws, of which few are held at a time. One
     * part is measured after the other.
     */
    private static final int MEASURED_ROW = 68;

    private EvaluationMemory() {}

    /** Most bytes for parts of so many rows. */
    public static long heapBytes(long testRows, long validationRows) {
        return TEST_ROW * testRows
                + VALIDATION_ROW * validationRows
                + MEASURED_ROW * Math.max(testRows, validationRows);
    }
}
