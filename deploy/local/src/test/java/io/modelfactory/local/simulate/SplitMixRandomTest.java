package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SplitMixRandomTest {

    /** The first outputs of the published reference implementation for seed 0. */
    @Test
    void theNumbersAreThoseOfSplitMix64() {
        SplitMixRandom dice = new SplitMixRandom(0);

        assertThat(new long[] {dice.nextLong(), dice.nextLong(), dice.nextLong()})
                .containsExactly(0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL);
    }

    @Test
    void aBoundIsNeverReached() {
        SplitMixRandom dice = new SplitMixRandom(1);

        assertThat(DoubleStream.generate(() -> dice.nextBelow(7)).limit(10_000))
                .allMatch(value -> value >= 0 && value < 7)
                .contains(0.0, 6.0);
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        SplitMixRandom dice = new SplitMixRandom(2);
        double[] drawn =
                DoubleStream.generate(dice::nextGaussian).limit(100_000).toArray();

        assertThat(DoubleStream.of(drawn).average().orElseThrow()).isCloseTo(0, within(0.02));
        assertThat(DoubleStream.of(drawn).map(value -> value * value).average().orElseThrow())
                .isCloseTo(1, within(0.02));
    }

    @Test
    void aForkIsIndependentOfItsParent() {
        SplitMixRandom first = new SplitMixRandom(3);
        SplitMixRandom second = new SplitMixRandom(3);
        SplitMixRandom firstFork = first.fork();
        SplitMixRandom secondFork = second.fork();
        second.nextLong();

        assertThat(firstFork.nextLong()).isEqualTo(secondFork.nextLong());
    }
}
