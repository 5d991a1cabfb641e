package io.modelfactory.worker.evaluate.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
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
        assertThat(Metric.AUC_ROC.value(MetricTotals.of(labels, scores)).orElseThrow())
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
        float[] labels = {1, 0, 1, 0, 0, 0};
        float[] scores = {0.75f, 0.75f, 0.25f, 0.25f, 0.25f, 0.25f};
        int quarter = 250_000_000;

        double[] found = new DrawnMetrics(
                        labels,
                        scores,
                        TestBlocks.single(6),
                        List.of(Metric.AUC_ROC, Metric.AUC_PR, Metric.ECE_QUANTILE, Metric.BRIER))
                .values(new int[] {2 * quarter, quarter, 2 * quarter, quarter, quarter, quarter});

        // Of pairs in quarters: 2 positives above 3 negatives and beside 1, 2 beside 3; of 4 times 4.
        assertThat(found[0]).isEqualTo((2 * (3 + 0.5) + 2 * 1.5) / 16);
        assertThat(found[1]).isEqualTo((2.0 / 3 + 0.5) / 2, within(1e-15));
        // Bins of rows of one score: |0.5 - 0.75 x 0.75| and |0.5 - 0.25 x 1.25| thousand millions, of two.
        assertThat(found[2]).isEqualTo((0.0625 + 0.1875) / 2, within(1e-12));
        assertThat(found[3]).isEqualTo(0.25, within(1e-12));
    }
}
