package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * Ten million rows, 1,024 scores: of the rows of score s/1024 a share of s/1024 is positive, so that every number
 * follows from counts of any size.
 */
class TenMillionRowsTest {
    private static final int SCORES = 1_024;
    private static final int TIMES = 10;
    private static final int ROWS = SCORES * SCORES * TIMES;

    @Test
    void aucAndItsVarianceAreExact() {
        float[] labels = new float[ROWS];
        float[] scores = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int score = row % SCORES;
            scores[row] = score / (float) SCORES;
            labels[row] = score + row / SCORES % SCORES >= SCORES ? 1 : 0;
        }

        DelongPlacements found = DelongPlacements.of(labels, scores).orElseThrow();

        assertThat(found.auc()).isEqualTo(exactAuc().doubleValue(), within(1e-16));
        assertThat(found.variance() / exactVariance().doubleValue()).isEqualTo(1, within(1e-9));
        assertThat(RankingMetrics.aucRoc(RankedScores.of(labels, scores)).orElseThrow())
                .isEqualTo(found.auc());
    }

    /** Twice the pairs in which the positive has the higher score, a tie counting one, by twice all pairs. */
    private static BigDecimal exactAuc() {
        BigInteger halves = BigInteger.ZERO;
        for (int score = 0; score < SCORES; score++) {
            halves = halves.add(
                    positives(score).multiply(negativesBelow(score).shiftLeft(1).add(negatives(score))));
        }
        return new BigDecimal(halves)
                .divide(new BigDecimal(allPositives().multiply(allNegatives()).shiftLeft(1)), MathContext.DECIMAL128);
    }

    /** DeLong's, from the placement of each score. */
    private static BigDecimal exactVariance() {
        BigDecimal auc = exactAuc();
        BigDecimal ofPositives = BigDecimal.ZERO;
        BigDecimal ofNegatives = BigDecimal.ZERO;
        for (int score = 0; score < SCORES; score++) {
            BigDecimal below = new BigDecimal(negativesBelow(score).shiftLeft(1).add(negatives(score)))
                    .divide(new BigDecimal(allNegatives().shiftLeft(1)), MathContext.DECIMAL128)
                    .subtract(auc);
            ofPositives = ofPositives.add(below.multiply(below).multiply(new BigDecimal(positives(score))));
            BigInteger positivesAbove = allPositives();
            for (int lower = 0; lower <= score; lower++) {
                positivesAbove = positivesAbove.subtract(positives(lower));
            }
            BigDecimal above = new BigDecimal(positivesAbove.shiftLeft(1).add(positives(score)))
                    .divide(new BigDecimal(allPositives().shiftLeft(1)), MathContext.DECIMAL128)
                    .subtract(auc);
            ofNegatives = ofNegatives.add(above.multiply(above).multiply(new BigDecimal(negatives(score))));
        }
        return scaled(ofPositives, allPositives()).add(scaled(ofNegatives, allNegatives()));
    }

    private static BigDecimal scaled(BigDecimal squares, BigInteger count) {
        return squares.divide(new BigDecimal(count.subtract(BigInteger.ONE).multiply(count)), MathContext.DECIMAL128);
    }

    private static BigInteger positives(int score) {
        return BigInteger.valueOf((long) score * TIMES);
    }

    private static BigInteger negatives(int score) {
        return BigInteger.valueOf((long) (SCORES - score) * TIMES);
    }

    private static BigInteger negativesBelow(int score) {
        return BigInteger.valueOf(TIMES * ((long) score * SCORES - (long) score * (score - 1) / 2));
    }

    private static BigInteger allPositives() {
        return BigInteger.valueOf((long) TIMES * SCORES * (SCORES - 1) / 2);
    }

    private static BigInteger allNegatives() {
        return BigInteger.valueOf(ROWS).subtract(allPositives());
    }

    /** A bootstrap draw may hold a block many times: a thousand million rows of either class still add up. */
    @Test
    void aDrawOfTwoThousandMillionRowsDoesNotOverflow() {
        int half = 1_000_000_000;
        DrawnSums sums = new DrawnSums(EnumSet.of(Metric.AUC_ROC, Metric.AUC_PR, Metric.BRIER), half, half);

        sums.add(half / 2, half / 4, 0.75f);
        sums.add(half / 2, half / 4 * 3, 0.25f);

        BigInteger quarter = BigInteger.valueOf(half / 4);
        // In quarters: 2 of 4 positives are above 3 and beside 1 of the 4 negatives, the others beside 3.
        BigInteger halves = quarter.multiply(quarter).multiply(BigInteger.valueOf(2 * (2 * 3 + 1) + 2 * 3));
        double pairs = 2.0 * half * half;
        assertThat(sums.value(Metric.AUC_ROC).orElseThrow()).isEqualTo(halves.doubleValue() / pairs);
        assertThat(sums.value(Metric.AUC_PR).orElseThrow()).isEqualTo((2.0 / 3 + 0.5) / 2, within(1e-15));
        assertThat(sums.value(Metric.BRIER).orElseThrow()).isEqualTo(0.25, within(1e-9));
    }
}
