package io.modelfactory.worker.algorithm.xgboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses bins for the numbers of a column: of nearly as many rows each. Which bins come of some numbers does not
 * depend on their order.
 *
 * <p>The numbers are gone through from the smallest. A bin ends when it holds at least the rows that are left, itself
 * included, divided by the bins that are left; a number with so many rows begins a bin, so that it is alone or with
 * larger ones. Equal numbers are never divided, and where there are no more different numbers than bins each has its
 * own.
 */
final class QuantileBins {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;
    /** From here on sorting by digits is faster than by comparison. */
    private static final int MANY = 4_096;

    private QuantileBins() {}

    /**
     * @param values of which the first {@code count} are looked at, none of them NaN; sorted afterwards
     * @param bins at most, at least 1
     * @return the smallest number of each bin, ascending
     */
    static List<Float> starts(float[] values, int count, int bins) {
        sort(values, count);
        int distinct = distinct(values, count);
        List<Float> starts = new ArrayList<>();
        long left = count;
        int binsLeft = bins;
        long held = 0;
        boolean begins = true;
        int next;
        for (int i = 0; i < count; i = next) {
            next = endOfRun(values, i, count);
            long run = (long) next - i;
            boolean heavy = distinct > bins && binsLeft > 1 && run * binsLeft >= left;
            if (heavy && !begins) {
                left -= held;
                binsLeft--;
                begins = true;
            }
            if (begins) {
                starts.add(values[i]);
                held = 0;
                begins = false;
            }
            held += run;
            if (distinct <= bins) {
                begins = true;
            } else if (binsLeft > 1 && held * binsLeft >= left) {
                left -= held;
                binsLeft--;
                begins = true;
            }
        }
        return starts;
    }

    private static int distinct(float[] sorted, int count) {
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            distinct += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        return distinct;
    }

    private static int endOfRun(float[] sorted, int start, int count) {
        int end = start + 1;
        while (end < count && sorted[end] == sorted[start]) {
            end++;
        }
        return end;
    }

    private static void sort(float[] values, int count) {
        if (count < MANY) {
            Arrays.sort(values, 0, count);
        } else {
            sortByDigits(values, count);
        }
    }

    /** D. E. Knuth, The Art of Computer Programming, volume 3, 5.2.5, algorithm R. */
    private static void sortByDigits(float[] values, int count) {
        int[] from = new int[count];
        int[] to = new int[count];
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            // As whole numbers without sign, these are in the order of the floats.
            from[i] = bits ^ ((bits >> 31) | Integer.MIN_VALUE);
        }
        for (int shift = 0; shift < Integer.SIZE; shift += DIGIT_BITS) {
            int[] places = new int[DIGITS + 1];
            for (int i = 0; i < count; i++) {
                places[((from[i] >>> shift) & (DIGITS - 1)) + 1]++;
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                places[digit + 1] += places[digit];
            }
            for (int i = 0; i < count; i++) {
                to[places[(from[i] >>> shift) & (DIGITS - 1)]++] = from[i];
            }
            int[] sorted = to;
            to = from;
            from = sorted;
        }
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(from[i] ^ ((~from[i] >> 31) | Integer.MIN_VALUE));
        }
    }
}
