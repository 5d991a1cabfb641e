package io.modelfactory.worker.evaluate;

import java.util.Arrays;

/** Numbers from 0 for different values. */
final class DenseNumbers {
    private DenseNumbers() {}

    /**
     * Puts its place among the different values in the place of each value, and takes 4 bytes for each while it does.
     *
     * @return the different values, ascending
     */
    static int[] number(int[] values) {
        int[] distinct = distinct(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = Arrays.binarySearch(distinct, values[i]);
        }
        return distinct;
    }

    private static int[] distinct(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[count - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }
}
