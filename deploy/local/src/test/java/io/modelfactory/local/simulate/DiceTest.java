package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DiceTest {

    /** The first outputs of the published reference implementation for seed 0. */
    @Test
    void theNumbersAreThoseOfSplitMix64() {
        Dice dice = new Dice(0);

        assertThat(new long[] {dice.next(), dice.next(), dice.next()})
                .containsExactly(0xE220A8397B1DCDAFL, 0x6E789E6AA1B965F4L, 0x06C45D188009454FL);
    }

    @Test
    void aBoundIsNeverReached() {
        Dice dice = new Dice(1);

        assertThat(DoubleStream.generate(() -> dice.below(7)).limit(10_000))
                .allMatch(value -> value >= 0 && value < 7)
                .contains(0.0, 6.0);
    }

    @Test
    void normalNumbersHaveMeanZeroAndVarianceOne() {
        Dice dice = new Dice(2);
        double[] drawn = DoubleStream.generate(dice::normal).limit(100_000).toArray();

        assertThat(DoubleStream.of(drawn).average().orElseThrow()).isCloseTo(0, within(0.02));
        assertThat(DoubleStream.of(drawn).map(value -> value * value).average().orElseThrow())
                .isCloseTo(1, within(0.02));
    }

    @Test
    void aForkDoesNotFeelHowMuchTheOtherIsUsed() {
        Dice first = new Dice(3);
        Dice second = new Dice(3);
        Dice firstFork = first.fork();
        Dice secondFork = second.fork();
        second.next();

        assertThat(firstFork.next()).isEqualTo(secondFork.next());
    }
}
