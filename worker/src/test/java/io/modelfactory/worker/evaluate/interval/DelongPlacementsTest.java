package io.modelfactory.worker.evaluate.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.LargestDifference;
import io.modelfactory.worker.evaluate.metric.GoldenScores;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against pROC 1.18.0 on R 4.2.2 (Debian's r-cran-proc). The rows are those of {@link GoldenScores}; {@code roc(y, s,
 * direction = "<")}, {@code auc}, {@code var(method = "delong")}, {@code cov(method = "delong")}, {@code ci.auc(method
 * = "delong")} at 0.95 and 0.9, and {@code roc.test(paired = TRUE, method = "delong")$statistic}, printed by
 * {@code sprintf("%.17g")}.
 */
class DelongPlacementsTest {
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @CsvSource({
        "SMALL,10,0.92142857142857149,0.90000000000000002,0.0028597592883307169,0.0040554683411826269,"
                + "0.0012375719518576661,0.816616131598082,1,0.83346719909484912,1,0.32158637426169673",
        "TIES,56,0.79842509920634919,0.89701140873015872,0.001004689718126753,0.00043690415685160853,"
                + "0.00042032913737015301,0.73630043277055501,0.86054976564214358,0.74628843561656055,"
                + "0.85056176279613804,-4.0216349185188385",
        "RARE,22,0.85211293327002446,0.75330545308448082,0.0011735228018378415,0.0022480989611014797,"
                + "0.00085722421013775633,0.78497099765296274,0.91925486888708619,0.79576564465074762,"
                + "0.9084602218893012,2.3913933301040817",
        "BACKWARDS,61,0.29494478359283899,0.78774264352836276,0.0013889125399719703,0.0010976031106663675,"
                + "0.00085438247876597087,0.22190061662621527,0.36798895055946268,0.23364418628064146,"
                + "0.35624538090503649,-17.670490698154136",
        "EVEN,993,0.7343109812380807,0.81700653332013273,0.00011740838475672327,8.4592168650768094e-05,"
                + "6.4731459905406131e-05,0.71307376213464901,0.75554820034151238,0.71648814513283443,"
                + "0.75213381734332696,-9.70958033190057"
    })
    void isThatOfProc(
            GoldenScores rows,
            int positives,
            double auc,
            double otherAuc,
            double variance,
            double otherVariance,
            double covariance,
            double lower95,
            double upper95,
            double lower90,
            double upper90,
            double statistic,
            TestReporter report) {
        DelongPlacements one =
                DelongPlacements.of(rows.labels(), rows.firstScores()).orElseThrow();
        DelongPlacements other =
                DelongPlacements.of(rows.labels(), rows.secondScores()).orElseThrow();

        assertThat(rows.positives()).isEqualTo(positives);
        LargestDifference difference = new LargestDifference();
        difference.assertClose(one.auc(), auc, TOLERANCE);
        difference.assertClose(other.auc(), otherAuc, TOLERANCE);
        difference.assertClose(one.variance(), variance, TOLERANCE);
        difference.assertClose(other.variance(), otherVariance, TOLERANCE);
        difference.assertClose(one.covariance(other), covariance, TOLERANCE);
        difference.assertClose(one.interval(0.95).lower(), lower95, TOLERANCE);
        difference.assertClose(one.interval(0.95).upper(), upper95, TOLERANCE);
        difference.assertClose(one.interval(0.9).lower(), lower90, TOLERANCE);
        difference.assertClose(one.interval(0.9).upper(), upper90, TOLERANCE);
        difference.publish(report, rows + ": AUC, variances and intervals, from pROC");
        LargestDifference ofStatistic = new LargestDifference();
        ofStatistic.assertClose(
                (one.auc() - other.auc()) / Math.sqrt(one.varianceOfDifference(other)), statistic, 1e-11);
        ofStatistic.publish(report, rows + ": statistic of the paired test, from pROC");
    }

    /** Counts of pairs exceed 32 bits by far; the variance of two scores only has a closed form. */
    @Test
    void tenMillionRowsOverflowNothing() {
        int half = 5_000_000;
        float[] labels = new float[2 * half];
        float[] scores = new float[2 * half];
        int highPositives = half / 10 * 8;
        int highNegatives = half / 10 * 3;
        for (int i = 0; i < half; i++) {
            labels[2 * i] = 1;
            scores[2 * i] = i < highPositives ? 0.9f : 0.1f;
            scores[2 * i + 1] = i < highNegatives ? 0.9f : 0.1f;
        }

        DelongPlacements found = DelongPlacements.of(labels, scores).orElseThrow();

        assertThat(found.auc()).isCloseTo(0.8 * 0.7 + 0.5 * (0.8 * 0.3 + 0.2 * 0.7), within(1e-15));
        // A positive's placement is one of two values half apart, taken with shares 0.8 and 0.2; a negative's 0.3 and
        // 0.7.
        double exact = (0.25 * 0.16 + 0.25 * 0.21) / (half - 1);
        assertThat(found.variance()).isCloseTo(exact, within(exact * 1e-9));
        assertThat(Metric.AUC_ROC.value(MetricTotals.of(labels, scores)).orElseThrow())
                .isEqualTo(found.auc());
    }

    @Test
    void aPerfectOrderOfFewRowsIsNotCertain() {
        float[] labels = {1, 1, 1, 0, 0, 0, 0};
        float[] scores = {0.9f, 0.8f, 0.7f, 0.3f, 0.2f, 0.1f, 0};

        ConfidenceInterval perfect =
                DelongPlacements.of(labels, scores).orElseThrow().interval(0.95);

        assertThat(perfect.method()).isEqualTo("exact");
        assertThat(perfect.upper()).isEqualTo(1);
        assertThat(perfect.lower()).isCloseTo(Math.cbrt(0.025), within(1e-12));
        float[] backwards = {0, 0.1f, 0.2f, 0.7f, 0.8f, 0.9f, 1};
        assertThat(DelongPlacements.of(labels, backwards)
                        .orElseThrow()
                        .interval(0.95)
                        .upper())
                .isCloseTo(1 - Math.cbrt(0.025), within(1e-12));
    }

    @Test
    void twoPerfectOrdersAreNotProvenToBeEqual() {
        float[] labels = {1, 1, 1, 0, 0, 0, 0};
        DelongPlacements one = DelongPlacements.of(labels, new float[] {0.9f, 0.8f, 0.7f, 0.3f, 0.2f, 0.1f, 0})
                .orElseThrow();
        DelongPlacements other = DelongPlacements.of(labels, new float[] {0.6f, 0.9f, 0.7f, 0.1f, 0.4f, 0.1f, 0.5f})
                .orElseThrow();

        DelongPlacements.DifferenceError found =
                one.errorOfDifference(other, 0.95).orElseThrow();

        assertThat(one.varianceOfDifference(other)).isZero();
        assertThat(found.method()).isEqualTo("exact");
        // Three pairs share no row: all are alike with the probability 0.05 if a share of 0.05^(1/3) is.
        assertThat(found.margin()).isCloseTo(1 - Math.cbrt(0.05), within(1e-12));
        assertThat(found.standardError() * 1.6448536269514722).isCloseTo(found.margin(), within(1e-12));
        assertThat(one.errorOfDifference(other, 0.5).orElseThrow().margin())
                .isCloseTo(1 - Math.cbrt(0.5), within(1e-12));
    }

    /** Each row is one place worse: all differ by the same, which has no variance either. */
    @Test
    void rowsThatAllDifferByTheSameSayNothing() {
        float[] labels = {1, 1, 0, 0};
        DelongPlacements perfect = DelongPlacements.of(labels, new float[] {0.9f, 0.8f, 0.2f, 0.1f})
                .orElseThrow();
        DelongPlacements constant = DelongPlacements.of(labels, new float[] {0.5f, 0.5f, 0.5f, 0.5f})
                .orElseThrow();

        assertThat(perfect.auc() - constant.auc()).isEqualTo(0.5);
        assertThat(perfect.errorOfDifference(constant, 0.95)).isEmpty();
    }

    @Test
    void oneRowOfAClassHasNoVariance() {
        assertThat(DelongPlacements.of(new float[] {1, 0, 0}, new float[] {0.3f, 0.2f, 0.1f}))
                .isEmpty();
        assertThat(DelongPlacements.of(new float[0], new float[0])).isEmpty();
    }
}
