package io.modelfactory.worker.algorithm.xgboost;

/**
 * The recipe {@code mf.row_sample.v1}: which rows a round learns from. It depends on a row's event id, the seed and the
 * round alone: not on the other rows, nor on where and in which order they lie. {@code contracts/README.md} describes
 * it.
 *
 * @param seed of the training
 * @param share of the rows that a round draws on average
 */
record RowSample(int seed, double share) {
    static final String RECIPE = "mf.row_sample.v1";

    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final int FRACTION_SHIFT = 11;
    private static final double FRACTION_UNIT = 0x1p-53;

    boolean takesAll() {
        return share >= 1;
    }

    /**
     * @param eventKey the first 64 bits of SHA-256 of the row's event id
     * @param round from 0
     */
    boolean takes(long eventKey, int round) {
        long state = eventKey ^ mix(seed + GAMMA);
        return (mix(state + (round + 1) * GAMMA) >>> FRACTION_SHIFT) * FRACTION_UNIT < share;
    }

    /** The output function of SplitMix64: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014. */
    private static long mix(long state) {
        long bits = state;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return bits ^ (bits >>> 31);
    }
}
