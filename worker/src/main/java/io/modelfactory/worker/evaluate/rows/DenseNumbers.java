package io.modelfactory.worker.evaluate.rows;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Numbers from 0 for different values. */
public final class DenseNumbers {
    private DenseNumbers() {}

    /**
     * Puts its place among the different values in the place of each value, and takes up to 8 bytes for each while it
     * does.
     *
     * @return the different values, ascending
     */
    public static int[] number(int[] values) {
        if (values.length == 0) {
            return new int[0];
        }
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return (long) most - least < values.length ? byTable(values, least, most) : bySearch(values);
    }

    /** Of values that are close to each other, such as days. */
    private static int[] byTable(int[] values, int least, int most) {
        int[] numbers = new int[most - least + 1];
        for (int value : values) {
            numbers[value - least] = 1;
        }
        int[] distinct = new int[IntStream.of(numbers).sum()];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] > 0) {
                distinct[count] = least + i;
                numbers[i] = count++;
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers[values[i] - least];
        }
        return distinct;
    }

    private static int[] bySearch(int[] values) {
        int[] distinct = distinct(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = Arrays.binarySearch(distinct, values[i]);
        }
        return distinct;
    }

    private static int[] distinct(int[] values) {
        int[] sorted = KeySort.ascending(values.clone());
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[count - 1]) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }
}
