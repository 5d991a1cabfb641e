package io.modelfactory.worker.evaluate.rows;

/**
 * Rows in the order of their scores, the lowest first, rows of one score by their position: 8 bytes a row, and 16 until
 * they are sorted.
 */
public final class RowOrder {
    /** Bits of the score, then the row. */
    private final long[] ascending;

    private RowOrder(long[] ascending) {
        this.ascending = ascending;
    }

    /**
     * @param scores from 0 to 1
     * @throws IllegalArgumentException if one is not; a score that is no number is equal to none, itself included, so
     *     that a walk from score to score would never come to an end
     */
    public static RowOrder of(float[] scores) {
        long[] keys = new long[scores.length];
        for (int row = 0; row < keys.length; row++) {
            if (!(scores[row] >= 0 && scores[row] <= 1)) {
                throw new IllegalArgumentException("row " + row + " has score " + scores[row] + ", not a probability");
            }
            // Non-negative floats are ordered like their bits; adding 0 makes -0 a plain 0.
            keys[row] = (long) Float.floatToIntBits(scores[row] + 0f) << Integer.SIZE | row;
        }
        return new RowOrder(KeySort.ascendingByUpperHalf(keys));
    }

    public int rows() {
        return ascending.length;
    }

    /** @param place from 0, that of the lowest score */
    public int row(int place) {
        return (int) ascending[place];
    }

    /** Of the row in a place; 0 where it is minus 0. */
    public float score(int place) {
        return Float.intBitsToFloat((int) (ascending[place] >>> Integer.SIZE));
    }

    /** Whether the row in the next higher place has another score, or there is none. */
    public boolean endsScore(int place) {
        return place == ascending.length - 1
                || ascending[place] >>> Integer.SIZE != ascending[place + 1] >>> Integer.SIZE;
    }
}
