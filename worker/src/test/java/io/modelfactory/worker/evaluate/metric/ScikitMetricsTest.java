package io.modelfactory.worker.evaluate.metric;

import io.modelfactory.worker.LargestDifference;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against scikit-learn 1.2.1 (Debian's python3-sklearn). The rows are those of {@link GoldenScores}, their first scores
 * in 64 bits: {@code roc_auc_score}, {@code average_precision_score}, {@code log_loss(eps=1e-15)},
 * {@code brier_score_loss}, and of {@code roc_curve(drop_intermediate=False)} the largest difference of the two rates
 * by size and the largest true positive rate where the false positive rate is at most 0.01, printed by {@code "%.17g"}.
 */
class ScikitMetricsTest {
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @CsvSource({
        "SMALL,0.92142857142857137,0.90626262626262633,0.43660773291690785,0.13924658298492432,0.75714285714285712,"
                + "0.59999999999999998",
        "TIES,0.7984250992063493,0.61891243676957963,0.46573056412473529,0.15937499999999999,0.45238095238095238,"
                + "0.26785714285714285",
        "RARE,0.85211293327002458,0.41935225343260257,0.45115240117216565,0.14840471515655518,0.58793235691588452,"
                + "0.40909090909090912",
        "BACKWARDS,0.29494478359283899,0.14194221410858149,1.2151858397141402,0.39064208984374998,"
                + "-0.30043212840386851,0",
        "EVEN,0.73431098123808058,0.75028898399064481,0.58357983140987879,0.20704708801119523,0.30013470660062347,"
                + "0.24169184290030213"
    })
    void isThatOfScikitLearn(
            GoldenScores rows,
            double auc,
            double averagePrecision,
            double logLoss,
            double brier,
            double kolmogorovSmirnov,
            double recall,
            TestReporter report) {
        Map<Metric, Double> expected = new EnumMap<>(Map.of(
                Metric.AUC_ROC, auc,
                Metric.AUC_PR, averagePrecision,
                Metric.LOG_LOSS, logLoss,
                Metric.BRIER, brier,
                Metric.KS, kolmogorovSmirnov,
                Metric.RECALL_AT_FPR_1PCT, recall));
        MetricTotals totals = MetricTotals.of(rows.labels(), rows.firstScores());
        LargestDifference difference = new LargestDifference();

        expected.forEach(
                (metric, value) -> difference.assertClose(metric.value(totals).orElseThrow(), value, TOLERANCE));

        difference.publish(report, rows + ": six metrics, from scikit-learn");
    }
}
