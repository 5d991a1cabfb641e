package io.modelfactory.worker.evaluate.rows;

import java.util.Arrays;

/**
 * Sorts by digits of 11 bits, the lowest first, which takes three passes however many keys there are: D. E. Knuth, The
 * Art of Computer Programming 3, 5.2.5. While it sorts it takes as much memory again.
 */
public final class KeySort {
    private static final int DIGIT = 11;
    private static final int VALUES = 1 << DIGIT;
    private static final int DIGITS = 3;
    /** Fewer are sorted sooner by comparison. */
    private static final int FEW = 1_500;

    private KeySort() {}

    /** @return the same array, or another one */
    public static int[] ascending(int[] keys) {
        if (keys.length < FEW) {
            Arrays.sort(keys);
            return keys;
        }
        int[] from = keys;
        int[] to = new int[keys.length];
        for (int digit = 0; digit < DIGITS; digit++) {
            int shift = digit * DIGIT;
            int[] next = new int[VALUES + 1];
            for (int key : from) {
                next[digit(key, shift) + 1]++;
            }
            addUp(next);
            for (int key : from) {
                to[next[digit(key, shift)]++] = key;
            }
            int[] sorted = to;
            to = from;
            from = sorted;
        }
        return from;
    }

    /**
     * By their upper halves, which are at least 0; keys of one upper half stay in their order.
     *
     * @param keys whose lower halves are in ascending order
     * @return the same array, or another one
     */
    static long[] ascendingByUpperHalf(long[] keys) {
        if (keys.length < FEW) {
            Arrays.sort(keys);
            return keys;
        }
        long[] from = keys;
        long[] to = new long[keys.length];
        for (int digit = 0; digit < DIGITS; digit++) {
            int shift = Integer.SIZE + digit * DIGIT;
            int[] next = new int[VALUES + 1];
            for (long key : from) {
                next[digit(key, shift) + 1]++;
            }
            addUp(next);
            for (long key : from) {
                to[next[digit(key, shift)]++] = key;
            }
            long[] sorted = to;
            to = from;
            from = sorted;
        }
        return from;
    }

    /** Turned over in its sign, so that negative keys come first. */
    private static int digit(int key, int shift) {
        return ((key ^ Integer.MIN_VALUE) >>> shift) & (VALUES - 1);
    }

    private static int digit(long key, int shift) {
        return (int) (key >>> shift) & (VALUES - 1);
    }

    /** Of how many keys have a digit one less, where the first with this digit goes. */
    private static void addUp(int[] counts) {
        for (int value = 0; value < VALUES; value++) {
            counts[value + 1] += counts[value];
        }
    }
}
