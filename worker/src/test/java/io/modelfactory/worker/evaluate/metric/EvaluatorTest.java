package io.modelfactory.worker.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected values are computed by hand; the working is beside them. */
class EvaluatorTest {
    // Ranked: 0.95 (+), 0.8 (-), 0.5 (+, -), 0.25 (+), 0.1 (-)
    private static final float[] SCORES = {0.5f, 0.95f, 0.1f, 0.5f, 0.25f, 0.8f};
    private static final float[] LABELS = {1, 1, 0, 0, 1, 0};

    @Test
    void aucCountsTiesHalf() {
        // Pairs won: 0.95 beats 3; 0.5 beats 1 and ties 1; 0.25 beats 1 -> 3 + 1.5 + 1 = 5.5 of 9.
        assertThat(metric(Metric.AUC_ROC)).isEqualTo(5.5 / 9);
    }

    @Test
    void averagePrecisionTakesTiedRowsTogether() {
        // Precision after each group with positives: 1/1, 2/4, 3/5, each with a third of the recall.
        assertThat(metric(Metric.AUC_PR)).isEqualTo((1 + 0.5 + 0.6) / 3, within(1e-15));
    }

    @Test
    void ksIsTheLargestGapOfTheRates() {
        // TPR - FPR after each group: 1/3-0, 1/3-1/3, 2/3-2/3, 1-2/3, 1-1.
        assertThat(metric(Metric.KS)).isEqualTo(1.0 / 3, within(1e-15));
    }

    @Test
    void ksOfABackwardsModelIsNegative() {
        float[] backwards = new float[SCORES.length];
        for (int row = 0; row < SCORES.length; row++) {
            backwards[row] = 1 - SCORES[row];
        }

        // Ranked: 0.9 (-), 0.75 (+), 0.5 (+, -), 0.2 (-), 0.05 (+); TPR - FPR: -1/3, 0, 0, -1/3, 0.
        assertThat(value(Metric.KS, LABELS, backwards)).isEqualTo(-1.0 / 3, within(1e-15));
        assertThat(value(Metric.KS, new float[] {0, 1}, new float[] {0.9f, 0.1f}))
                .isEqualTo(-1);
    }

    @Test
    void skillIsTheShareOfTheLossThatIsSavedAgainstTheShareOfPositives() {
        // Half of the rows are positive: always answering 0.5 has Brier 0.25 and log loss log 2.
        assertThat(metric(Metric.BRIER_SKILL)).isEqualTo(1 - metric(Metric.BRIER) / 0.25, within(1e-15));
        assertThat(metric(Metric.LOG_LOSS_SKILL)).isEqualTo(1 - metric(Metric.LOG_LOSS) / Math.log(2), within(1e-15));
        // One of four: 0.25 everywhere is no better than guessing, and 0.5 has Brier 0.25 against 0.1875.
        float[] quarter = {1, 0, 0, 0};
        assertThat(value(Metric.BRIER_SKILL, quarter, constant(0.25f, 4))).isZero();
        assertThat(value(Metric.LOG_LOSS_SKILL, quarter, constant(0.25f, 4))).isEqualTo(0, within(1e-15));
        assertThat(value(Metric.BRIER_SKILL, quarter, constant(0.5f, 4))).isEqualTo(1 - 0.25 / 0.1875, within(1e-15));
    }

    @Test
    void quantileBinsSeeWhatOneWideBinHides() {
        // 10 rows at 0.08 with 3 positives, 10 at 0.02 with none. One bin of equal width: |3 - 1| / 20.
        // By quantile, two bins: (|3 - 0.8| + |0 - 0.2|) / 20.
        float[] labels = new float[20];
        float[] scores = constant(0.02f, 20);
        for (int row = 0; row < 10; row++) {
            labels[row] = row < 3 ? 1 : 0;
            scores[row] = 0.08f;
        }

        assertThat(value(Metric.ECE, labels, scores)).isEqualTo(0.1, within(1e-7));
        assertThat(value(Metric.ECE_QUANTILE, labels, scores)).isEqualTo(0.12, within(1e-7));
    }

    @Test
    void quantileBinsHoldEquallyManyRows() {
        // 20 rows of different scores in ten bins of two: every second row is positive, the sum of a bin's scores is
        // (4 bin + 1) / 20.
        float[] labels = new float[20];
        float[] scores = new float[20];
        double expected = 0;
        for (int row = 0; row < 20; row++) {
            labels[row] = row % 2;
            scores[row] = row / 20f;
            expected += row % 2 == 0 ? Math.abs(1 - (2 * row + 1) / 20.0) / 20 : 0;
        }

        assertThat(value(Metric.ECE_QUANTILE, labels, scores)).isEqualTo(expected, within(1e-7));
    }

    @Test
    void brierIsTheMeanSquaredError() {
        // (0.5^2 + 0.05^2 + 0.1^2 + 0.5^2 + 0.75^2 + 0.8^2) / 6
        assertThat(metric(Metric.BRIER)).isEqualTo((0.25 + 0.0025 + 0.01 + 0.25 + 0.5625 + 0.64) / 6, within(1e-7));
    }

    @Test
    void logLossIsTheMeanSurprise() {
        double expected =
                -(Math.log(0.5) + Math.log(0.95) + Math.log(0.9) + Math.log(0.5) + Math.log(0.25) + Math.log(0.2)) / 6;
        assertThat(metric(Metric.LOG_LOSS)).isEqualTo(expected, within(1e-6));
    }

    @Test
    void logLossOfACertainMistakeIsFinite() {
        JsonNode metrics = Evaluator.metrics(new float[] {1, 0}, new float[] {0, 1}, 0.5, Map.of());

        assertThat(metrics.path("log_loss").doubleValue()).isEqualTo(-Math.log(1e-15), within(0.1));
    }

    @Test
    void calibrationErrorWeighsTheBinsByTheirRows() {
        // Ten bins: [.1,.2) 1 row: |0-.1|; [.2,.3) 1 row: |1-.25|; [.5,.6) 2 rows: |1-1|; [.8,.9) |0-.8|; [.9,1]
        // |1-.95|
        assertThat(metric(Metric.ECE)).isEqualTo((0.1 + 0.75 + 0 + 0.8 + 0.05) / 6, within(1e-7));
    }

    @Test
    void confusionCountsTheThresholdItselfAsPositive() {
        JsonNode confusion = Evaluator.metrics(LABELS, SCORES, 0.5, Map.of()).path("confusion");

        assertThat(confusion.path("true_positives").intValue()).isEqualTo(2);
        assertThat(confusion.path("false_positives").intValue()).isEqualTo(2);
        assertThat(confusion.path("true_negatives").intValue()).isEqualTo(1);
        assertThat(confusion.path("false_negatives").intValue()).isEqualTo(1);
    }

    @Test
    void aScoreThatReadsAsTheThresholdReachesIt() {
        // 0.7f is 0.699999988 as a double.
        JsonNode confusion = Evaluator.metrics(new float[] {1, 0}, new float[] {0.7f, 0.69999f}, 0.7, Map.of())
                .path("confusion");

        assertThat(confusion.path("threshold").doubleValue()).isEqualTo(0.7);
        assertThat(confusion.path("true_positives").intValue()).isEqualTo(1);
        assertThat(confusion.path("true_negatives").intValue()).isEqualTo(1);
    }

    @Test
    void precisionAtTheTopSharesATieAtTheCut() {
        // 40 positives at 0.9, then 20 rows at 0.5 of which 5 are positive; half of those fit into the first 50.
        float[] labels = new float[100];
        float[] scores = new float[100];
        for (int row = 0; row < 100; row++) {
            labels[row] = row < 45 ? 1 : 0;
            scores[row] = row < 40 ? 0.9f : row < 60 ? 0.5f : 0.1f;
        }

        JsonNode metrics = Evaluator.metrics(labels, scores, 0.5, Map.of());

        assertThat(metrics.path("precision_at_50").doubleValue()).isEqualTo((40 + 2.5) / 50);
    }

    @Test
    void recallAtAFalsePositiveRateStopsBeforeTheRateIsExceeded() {
        // 200 negatives: 2 of them are 1 %. The 3rd negative comes at 0.6, together with the positive there.
        float[] labels = new float[204];
        float[] scores = new float[204];
        labels[0] = labels[1] = labels[2] = labels[3] = 1;
        scores[0] = 0.9f;
        scores[1] = 0.7f;
        scores[2] = 0.6f;
        scores[3] = 0.2f;
        scores[4] = 0.8f;
        scores[5] = 0.7f;
        scores[6] = 0.6f;

        JsonNode metrics = Evaluator.metrics(labels, scores, 0.5, Map.of());

        assertThat(metrics.path("recall_at_fpr_1pct").doubleValue()).isEqualTo(0.5);
    }

    @Test
    void whatIsUndefinedIsAbsent() {
        JsonNode oneClass = Evaluator.metrics(new float[] {1, 1}, new float[] {0.2f, 0.3f}, 0.5, Map.of());
        assertThat(oneClass.has("auc_roc")).isFalse();
        assertThat(oneClass.has("auc_pr")).isFalse();
        assertThat(oneClass.has("ks")).isFalse();
        assertThat(oneClass.has("recall_at_fpr_1pct")).isFalse();
        assertThat(oneClass.has("precision_at_50")).isFalse();
        assertThat(oneClass.has("log_loss")).isTrue();
        assertThat(oneClass.path("curves").has("roc")).isFalse();

        JsonNode nothing = Evaluator.metrics(new float[0], new float[0], 0.5, Map.of());
        assertThat(nothing.path("test_rows").intValue()).isZero();
        assertThat(nothing.has("log_loss")).isFalse();
    }

    @Test
    void curvesAreBoundedAndRunFromEndToEnd() {
        int rows = 5_000;
        float[] labels = new float[rows];
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 3 == 0 ? 1 : 0;
            scores[row] = (float) row / rows;
        }

        JsonNode curves = Evaluator.metrics(labels, scores, 0.5, Map.of()).path("curves");

        assertThat(curves.path("roc").size()).isEqualTo(EvaluationCurves.MAX_POINTS);
        assertThat(curves.path("roc").path(0).path("tpr").doubleValue()).isZero();
        assertThat(curves.path("roc")
                        .path(EvaluationCurves.MAX_POINTS - 1)
                        .path("tpr")
                        .doubleValue())
                .isEqualTo(1);
        assertThat(curves.path("gain").path(100).path("positives").doubleValue())
                .isEqualTo(1);
    }

    /** 50 positives in 20,000 rows: evenly spaced rows would miss nearly all of them. */
    @Test
    void aRareClassIsDrawnAsFinelyAsTheOther() {
        int rows = 20_000;
        float[] labels = new float[rows];
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row >= rows - 50 ? 1 : 0;
            scores[row] = (float) row / rows;
        }

        JsonNode curves = Evaluator.metrics(labels, scores, 0.5, Map.of()).path("curves");

        assertThat(curves.path("precision_recall").findValues("recall").stream()
                        .mapToDouble(JsonNode::doubleValue)
                        .distinct()
                        .boxed())
                .hasSize(50);
        assertThat(curves.path("roc").size()).isLessThanOrEqualTo(EvaluationCurves.MAX_POINTS);
    }

    @Test
    void theRocOfFewPositivesIsDrawnExactly() {
        int rows = 10_000;
        float[] labels = new float[rows];
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 2_000 == 1_234 ? 1 : 0;
            scores[row] = (float) (row * 7_919 % rows) / rows;
        }

        assertThat(distanceOfTheDrawnRoc(labels, scores)).isLessThan(1e-12);
    }

    @Test
    void theRocOfManyPositivesIsDrawnWithinTwoHundredths() {
        int rows = 10_000;
        float[] labels = new float[rows];
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = row * 31 % 100 < 20 ? 1 : 0;
            // Coarse among the positives, so that the curve jumps; fine among the negatives.
            scores[row] = labels[row] > 0 ? (row % 7 + 3) / 10f : (float) row / rows;
        }

        assertThat(distanceOfTheDrawnRoc(labels, scores)).isLessThan(0.021);
    }

    /** The largest vertical distance of the points of the curve from the line that is drawn. */
    private static double distanceOfTheDrawnRoc(float[] labels, float[] scores) {
        JsonNode drawn =
                Evaluator.metrics(labels, scores, 0.5, Map.of()).path("curves").path("roc");
        RankedScores ranked = RankedScores.of(labels, scores);
        double largest = 0;
        int point = 1;
        for (int group = 0; group < ranked.groups(); group++) {
            double fpr = ranked.falsePositiveRate(group);
            double tpr = ranked.truePositiveRate(group);
            while (drawn.path(point).path("fpr").doubleValue() < fpr
                    || drawn.path(point).path("tpr").doubleValue() < tpr) {
                point++;
            }
            JsonNode from = drawn.path(point - 1);
            JsonNode to = drawn.path(point);
            double width = to.path("fpr").doubleValue() - from.path("fpr").doubleValue();
            double height = to.path("tpr").doubleValue() - from.path("tpr").doubleValue();
            double line = from.path("tpr").doubleValue()
                    + (width == 0 ? height : height * (fpr - from.path("fpr").doubleValue()) / width);
            largest = Math.max(largest, width == 0 ? 0 : Math.abs(line - tpr));
        }
        assertThat(drawn.size()).isLessThanOrEqualTo(EvaluationCurves.MAX_POINTS);
        return largest;
    }

    @Test
    void aScoreThatIsNoProbabilityIsABug() {
        assertThatThrownBy(() -> Evaluator.metrics(new float[] {1}, new float[] {Float.NaN}, 0.5, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double metric(Metric metric) {
        return value(metric, LABELS, SCORES);
    }

    private static double value(Metric metric, float[] labels, float[] scores) {
        return Evaluator.metrics(labels, scores, 0.5, Map.of())
                .path(metric.key())
                .doubleValue();
    }

    private static float[] constant(float score, int rows) {
        float[] scores = new float[rows];
        Arrays.fill(scores, score);
        return scores;
    }
}
