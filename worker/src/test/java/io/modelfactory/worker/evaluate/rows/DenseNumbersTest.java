package io.modelfactory.worker.evaluate.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseNumbersTest {
    /** Close to each other and far apart, few and many. */
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "4000,30", "4000,4001", "4000,2000000000", "50,100"})
    void eachValueHasItsPlaceAmongTheDifferentOnes(int count, int range) {
        SplittableRandom random = new SplittableRandom(1);
        int[] values = random.ints(count, -range / 2, range - range / 2).toArray();
        int[] numbers = values.clone();

        int[] distinct = DenseNumbers.number(numbers);

        TreeSet<Integer> expected = new TreeSet<>();
        for (int value : values) {
            expected.add(value);
        }
        assertThat(distinct)
                .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
        for (int i = 0; i < count; i++) {
            assertThat(numbers[i]).isEqualTo(expected.headSet(values[i]).size());
        }
    }
}
