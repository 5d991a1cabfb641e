package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.MetricIntervals;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a candidate gains over a logistic regression, against the paired comparison of two models. */
class LogisticBaselineTest {
    private static final int ROWS = 400;
    private static final String DIGEST = "a".repeat(64);

    private final float[] labels = new float[ROWS];
    private final float[] candidate = new float[ROWS];
    private final float[] logistic = new float[ROWS];

    LogisticBaselineTest() {
        SplittableRandom random = new SplittableRandom(11);
        for (int row = 0; row < ROWS; row++) {
            double risk = random.nextDouble();
            labels[row] = random.nextDouble() < risk * risk ? 1 : 0;
            candidate[row] = (float) Math.min(1, risk * risk + 0.05 * random.nextDouble());
            logistic[row] = (float) (0.2 + 0.3 * risk + 0.4 * random.nextDouble());
        }
    }

    @Test
    void theGainIsInTheDirectionOfEachMetric() {
        ObjectNode json = json(candidate, Optional.empty(), List.of());

        JsonNode mine = Evaluator.metricValues(labels, candidate);
        JsonNode others = Evaluator.metricValues(labels, logistic);
        assertThat(json.path("metrics")).isEqualTo(others);
        assertThat(gain(json, "auc_roc"))
                .isPositive()
                .isEqualTo(mine.path("auc_roc").doubleValue()
                        - others.path("auc_roc").doubleValue());
        assertThat(gain(json, "log_loss"))
                .as("less loss is a gain")
                .isPositive()
                .isEqualTo(others.path("log_loss").doubleValue()
                        - mine.path("log_loss").doubleValue());
        assertThat(json.at("/gain/metrics").has("test_rows")).isFalse();
    }

    @Test
    void withoutPinnedUncertaintyTheAucAloneHasBounds() {
        ObjectNode json = json(candidate, Optional.empty(), List.of());

        JsonNode auc = json.at("/gain/metrics/auc_roc");
        assertThat(auc.path("method").asText()).isEqualTo("delong");
        assertThat((auc.path("lower").doubleValue() + auc.path("upper").doubleValue()) / 2)
                .isCloseTo(auc.path("gain").doubleValue(), within(1e-12));
        assertThat(json.at("/gain/level").doubleValue()).isEqualTo(0.95);
        assertThat(json.at("/gain/metrics/log_loss").has("lower")).isFalse();
    }

    @Test
    void theBoundsAreThoseOfAPairedComparison() {
        IntervalSettings settings = new IntervalSettings(
                0.9, 199, Optional.of(BlockUnit.ROW), List.of(Metric.AUC_ROC, Metric.TEST_ROWS), Map.of());

        ObjectNode json = json(candidate, Optional.of(settings), List.of(Metric.LOG_LOSS));

        ObjectNode paired = new MetricIntervals(
                        new IntervalSettings(
                                0.9,
                                199,
                                Optional.of(BlockUnit.ROW),
                                List.of(),
                                Map.of(Metric.AUC_ROC, 0.0, Metric.LOG_LOSS, 0.0)),
                        labels,
                        blocks())
                .ofDifferences(candidate, logistic);
        for (String metric : List.of("auc_roc", "log_loss")) {
            JsonNode found = json.at("/gain/metrics/" + metric);
            JsonNode expected = paired.path("metrics").path(metric);
            assertThat(found.path("gain")).isEqualTo(expected.path("difference"));
            assertThat(found.path("lower")).isEqualTo(expected.path("lower"));
            assertThat(found.path("upper")).isEqualTo(expected.path("upper"));
        }
        assertThat(json.at("/gain/bootstrap/draws").intValue()).isEqualTo(199);
    }

    @Test
    void theSameScoresGainNothing() {
        ObjectNode json = json(logistic, Optional.empty(), List.of());

        json.at("/gain/metrics")
                .forEach(gain -> assertThat(gain.path("gain").doubleValue()).isZero());
        assertThat(json.at("/gain/metrics/auc_roc/method").asText())
                .as("no pair of rows tells them apart, which is no proof that none could")
                .isEqualTo("exact");
        assertThat(json.at("/gain/metrics/auc_roc/lower").doubleValue())
                .isNegative()
                .isEqualTo(-json.at("/gain/metrics/auc_roc/upper").doubleValue());
    }

    @Test
    void whatCouldNotBeFittedIsAbsentByName() {
        assertThat(LogisticBaseline.notTrained("one class")
                        .toJson(labels, candidate, MetricTotals.of(labels, candidate), Optional.empty(), List.of()))
                .hasToString("{\"algorithm_id\":\"logistic_regression\",\"not_trained\":\"one class\"}");
    }

    private ObjectNode json(float[] scores, Optional<IntervalSettings> settings, List<Metric> gated) {
        return LogisticBaseline.of(DIGEST, logistic)
                .toJson(
                        labels,
                        scores,
                        MetricTotals.of(labels, scores),
                        settings.map(pinned -> new MetricIntervals(pinned, labels, blocks())),
                        gated);
    }

    private static TestBlocks blocks() {
        return TestBlocks.of(EventRoles.none(), ROWS, Optional.of(BlockUnit.ROW), ZoneOffset.UTC);
    }

    private static double gain(JsonNode json, String metric) {
        return json.at("/gain/metrics/" + metric + "/gain").doubleValue();
    }
}
