package io.modelfactory.worker.algorithm.xgboost;

import java.util.Arrays;

/** The smallest of many event keys, without sign: 16 bytes for each that is wanted, however many there are. */
final class SmallestKeys {
    private final int wanted;
    /** With their highest bit turned round, so that they are ordered as numbers with a sign. */
    private final long[] held;

    private int count;
    private long bound = Long.MAX_VALUE;

    /**
     * @param wanted how many, at least 1
     * @param all that will be added, more than are wanted
     */
    SmallestKeys(int wanted, int all) {
        this.wanted = wanted;
        this.held = new long[(int) Math.min(2L * wanted, all)];
    }

    void add(long key) {
        long signed = key ^ Long.MIN_VALUE;
        if (signed > bound) {
            return;
        }
        if (count == held.length) {
            leaveOutLargest();
        }
        held[count++] = signed;
    }

    private void leaveOutLargest() {
        Arrays.parallelSort(held, 0, count);
        count = wanted;
        bound = held[wanted - 1];
    }

    /** The largest of the smallest; as many as are wanted were added, or more. */
    long largest() {
        Arrays.parallelSort(held, 0, count);
        return held[wanted - 1] ^ Long.MIN_VALUE;
    }
}
