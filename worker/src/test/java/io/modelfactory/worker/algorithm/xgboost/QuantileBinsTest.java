package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuantileBinsTest {
    @Test
    void fewNumbersHaveABinEach() {
        assertThat(starts(3, 5, -1, 2.5f, 2.5f, -1)).containsExactly(-1f, 2.5f, 5f);
        assertThat(starts(4)).isEmpty();
    }

    @Test
    void manyNumbersAreDividedEvenly() {
        assertThat(starts(4, 8, 7, 6, 5, 4, 3, 2, 1)).containsExactly(1f, 3f, 5f, 7f);
    }

    /** Most amounts are 0 in some columns: what is left of the bins must go to the others. */
    @Test
    void aNumberThatMostRowsHaveTakesOneBin() {
        float[] values = new float[1_000];
        for (int i = 900; i < values.length; i++) {
            values[i] = i;
        }
        for (int i = 0; i < 10; i++) {
            values[i] = -1 - i;
        }

        List<Float> starts = QuantileBins.starts(values, values.length, 20);

        assertThat(starts).hasSizeBetween(17, 20).contains(0f);
        assertThat(starts.stream().filter(start -> start > 0)).hasSizeGreaterThan(14);
        assertThat(starts.stream().filter(start -> start < 0)).isNotEmpty();
    }

    @Property(tries = 100)
    void binsAreAscendingNumbersOfTheColumnInAnyOrderOfTheRows(
            @ForAll @IntRange(min = 1, max = 10_000) int count,
            @ForAll @IntRange(min = 1, max = 300) int bins,
            @ForAll @IntRange(min = 1, max = 100_000) int distinct,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt(distinct) - distinct / 3) * 0.37f;
        }
        float[] backwards = new float[count];
        for (int i = 0; i < count; i++) {
            backwards[i] = values[count - 1 - i];
        }

        List<Float> starts = QuantileBins.starts(values.clone(), count, bins);

        List<Float> column = new ArrayList<>();
        for (float value : values) {
            column.add(value);
        }
        assertThat(starts).hasSizeBetween(1, bins).isSorted().doesNotHaveDuplicates();
        assertThat(column).containsAll(starts);
        assertThat(starts.get(0)).isEqualTo(column.stream().min(Float::compare).orElseThrow());
        assertThat(QuantileBins.starts(backwards, count, bins)).isEqualTo(starts);
    }

    /** Sorted by digits from 4,096 numbers on. */
    @Test
    void numbersOfEitherSignAreSorted() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[5_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-30, 30)));
        }
        float[] sorted = values.clone();
        Arrays.sort(sorted);

        QuantileBins.starts(values, values.length, 10);

        assertThat(values).containsExactly(sorted);
    }

    private static List<Float> starts(int bins, float... values) {
        return QuantileBins.starts(values, values.length, bins);
    }
}
