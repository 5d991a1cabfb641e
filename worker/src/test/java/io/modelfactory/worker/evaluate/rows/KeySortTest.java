package io.modelfactory.worker.evaluate.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySortTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1_499, 1_500, 20_001})
    void keysOfAnySignAreInTheOrderThatComparisonsGive(int count) {
        int[] keys = new SplittableRandom(count).ints(count).toArray();
        for (int i = 0; i < count; i += 7) {
            keys[i] = i % 2 == 0 ? Integer.MIN_VALUE + i : Integer.MAX_VALUE - i;
        }
        int[] expected = keys.clone();
        Arrays.sort(expected);

        assertThat(KeySort.ascending(keys)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 1_499, 1_500, 20_001})
    void keysOfOneUpperHalfStayInTheirOrder(int count) {
        SplittableRandom random = new SplittableRandom(count);
        long[] keys = new long[count];
        for (int row = 0; row < count; row++) {
            long half = row % 3 == 0 ? random.nextInt(50) : random.nextInt(Integer.MAX_VALUE);
            keys[row] = half << Integer.SIZE | row;
        }
        long[] expected = keys.clone();
        Arrays.sort(expected);

        assertThat(KeySort.ascendingByUpperHalf(keys)).isEqualTo(expected);
    }
}
