package io.modelfactory.worker.algorithm.xgboost;

/**
 * How much the gradients of some rows add up to, in whole numbers: parts of a training set, wherever they are, add up
 * to the same sums in any order. From the sums of all rows follow the units to which gradients and hessians are rounded
 * in a round, so that no sum of any of them is ever rounded.
 *
 * <p>A number g counts ⌊g·2^s⌋ + 1, so that a sum is never too small; s is the {@link #scaleExponent}, with which no
 * sum exceeds 63 bits.
 *
 * @param positive of the gradients above 0
 * @param negative of those below 0, without the sign
 * @param hessians of all rows
 */
record GradientSums(long positive, long negative, long hessians) {
    static final GradientSums NONE = new GradientSums(0, 0, 0);

    private static final int SUM_BITS = 62;
    private static final int DOUBLE_BITS = 53;
    /** Rounding each row to a unit, or up to the least hessian, adds less than this share to the sums. */
    private static final double ROUNDING_RESERVE = 1 + 0x1p-10;

    /**
     * @param rows of all parts together
     * @param largestWeight of any of them
     */
    static int scaleExponent(long rows, double largestWeight) {
        return SUM_BITS - exponentOf(largestWeight) - exponentOf((double) rows);
    }

    static GradientSums of(long[] sums) {
        return new GradientSums(sums[0], sums[1], sums[2]);
    }

    long[] asArray() {
        return new long[] {positive, negative, hessians};
    }

    GradientSums plus(GradientSums other) {
        return new GradientSums(
                Math.addExact(positive, other.positive),
                Math.addExact(negative, other.negative),
                Math.addExact(hessians, other.hessians));
    }

    /**
     * The exponent of the unit of gradients. A sum of any of them lies between the negative and the positive ones
     * together, which are less than 2^53 units.
     */
    int gradientUnit(int scaleExponent) {
        return unit(Math.max(positive, negative), scaleExponent);
    }

    /** The exponent of the unit of hessians. */
    int hessianUnit(int scaleExponent) {
        return unit(hessians, scaleExponent);
    }

    private static int unit(long sum, int scaleExponent) {
        return exponentOf(Math.max(1, sum) * ROUNDING_RESERVE) - scaleExponent - DOUBLE_BITS;
    }

    /** The exponent of the smallest power of two that is at least {@code value}. */
    static int exponentOf(double value) {
        return Math.getExponent(Math.nextDown(value)) + 1;
    }
}
