package io.modelfactory.worker.evaluate;

import java.util.Arrays;

/** Rows in the order of their scores. */
final class RowOrder {
    private RowOrder() {}

    /**
     * The lowest score first, rows of one score by their position.
     *
     * @param scores from 0 to 1
     * @throws IllegalArgumentException if one is not; a score that is no number is equal to none, itself included, so
     *     that a walk from score to score would never come to an end
     */
    static int[] ascending(float[] scores) {
        long[] keys = new long[scores.length];
        for (int row = 0; row < keys.length; row++) {
            if (!(scores[row] >= 0 && scores[row] <= 1)) {
                throw new IllegalArgumentException("row " + row + " has score " + scores[row] + ", not a probability");
            }
            // Non-negative floats are ordered like their bits; adding 0 makes -0 a plain 0.
            keys[row] = (long) Float.floatToIntBits(scores[row] + 0f) << Integer.SIZE | row;
        }
        Arrays.sort(keys);
        int[] rows = new int[keys.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) keys[i];
        }
        return rows;
    }
}
