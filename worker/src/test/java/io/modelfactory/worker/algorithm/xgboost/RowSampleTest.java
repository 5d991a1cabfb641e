package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The recipe {@code mf.row_sample.v1}, as {@code contracts/README.md} has it. */
class RowSampleTest {
    private static final long KEY = 0x544089545d74ec60L;

    @Test
    void theExampleOfThePageIsDrawnAsItSays() {
        double[] fractions = {0.113182, 0.878037, 0.767780};
        for (int round = 0; round < fractions.length; round++) {
            assertThat(new RowSample(7, fractions[round] + 1e-6).takes(KEY, round))
                    .isTrue();
            assertThat(new RowSample(7, fractions[round] - 1e-6).takes(KEY, round))
                    .isFalse();
        }
    }

    @Test
    void eachRoundAndSeedDrawsItsShareAnew() {
        SplittableRandom random = new SplittableRandom(1);
        int rows = 40_000;
        RowSample sample = new RowSample(7, 0.3);
        RowSample other = new RowSample(8, 0.3);
        int first = 0;
        int inBothRounds = 0;
        int ofBothSeeds = 0;
        for (int row = 0; row < rows; row++) {
            long key = random.nextLong();
            if (sample.takes(key, 0)) {
                first++;
                inBothRounds += sample.takes(key, 1) ? 1 : 0;
                ofBothSeeds += other.takes(key, 0) ? 1 : 0;
            }
        }
        assertThat((double) first / rows).isCloseTo(0.3, within(0.01));
        assertThat((double) inBothRounds / rows).isCloseTo(0.09, within(0.01));
        assertThat((double) ofBothSeeds / rows).isCloseTo(0.09, within(0.01));
    }
}
