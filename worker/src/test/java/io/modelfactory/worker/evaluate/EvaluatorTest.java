package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
    void aScoreThatIsNoProbabilityIsABug() {
        assertThatThrownBy(() -> Evaluator.metrics(new float[] {1}, new float[] {Float.NaN}, 0.5, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double metric(Metric metric) {
        return Evaluator.metrics(LABELS, SCORES, 0.5, Map.of())
                .path(metric.key())
                .doubleValue();
    }
}
