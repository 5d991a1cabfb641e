package io.modelfactory.worker.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.Json;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationMetricsTest {
    private static final int ROWS = 2_000;

    private final float[] labels = new float[ROWS];
    private final float[] scores = new float[ROWS];

    /** One row in ten is positive; scores of the classes overlap. */
    ValidationMetricsTest() {
        SplittableRandom random = new SplittableRandom(7);
        for (int row = 0; row < ROWS; row++) {
            labels[row] = row % 10 == 0 ? 1 : 0;
            scores[row] = (float) (labels[row] > 0 ? 0.3 + 0.7 * random.nextDouble() : 0.8 * random.nextDouble());
        }
    }

    @Test
    void theIntervalOfTheAucIsAsWideAsDeLongHasIt() {
        JsonNode validation = ValidationMetrics.of(labels, scores);
        double auc = validation.at("/metrics/auc_roc").doubleValue();
        double error = Math.sqrt(placementVariance(1) / 200 + placementVariance(0) / 1_800);

        double low = validation.at("/intervals/bounds/auc_roc/low").doubleValue();
        double high = validation.at("/intervals/bounds/auc_roc/high").doubleValue();

        assertThat((high - low) / 2).isCloseTo(1.96 * error, within(0.15 * 1.96 * error));
        assertThat((high + low) / 2).isCloseTo(auc, within(1e-9));
    }

    /**
     * Variance over the rows of one class of the share of rows of the other class that each is ordered rightly to: E.
     * R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988). No scores are equal.
     */
    private double placementVariance(float label) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int row = 0; row < ROWS; row++) {
            if (labels[row] == label) {
                int right = 0;
                for (int other = 0; other < ROWS; other++) {
                    right += labels[other] != label && scores[row] > scores[other] == label > 0 ? 1 : 0;
                }
                double share = right / (label > 0 ? 1_800.0 : 200.0);
                sum += share;
                squares += share * share;
                count++;
            }
        }
        return (squares - sum * sum / count) / (count - 1);
    }

    @Test
    void theSameRowsGiveTheSameNumbersAndEveryMetricOfTheModelHasAnInterval() {
        JsonNode validation = ValidationMetrics.of(labels, scores);

        assertThat(ValidationMetrics.of(labels, scores)).isEqualTo(validation);
        for (Metric metric : Metric.values()) {
            if (metric.describesTheModel()) {
                JsonNode bound = validation.path("intervals").path("bounds").path(metric.key());
                double value = validation.path("metrics").path(metric.key()).doubleValue();
                assertThat(bound.path("low").doubleValue()).as(metric.key()).isLessThanOrEqualTo(value);
                assertThat(bound.path("high").doubleValue()).as(metric.key()).isGreaterThanOrEqualTo(value);
                assertThat(bound.path("high").doubleValue())
                        .as(metric.key())
                        .isLessThanOrEqualTo(metric.range().high());
            }
        }
    }

    /** To the last bit those of samples that are written out row by row, positives first. */
    @Test
    void theIntervalsAreThoseOfTheSamplesWrittenOut() {
        for (int row = 0; row < ROWS; row += 3) {
            scores[row] = Math.round(scores[row] * 40) / 40f;
        }
        SplittableRandom random = new SplittableRandom(20_260_101L);
        double[] values = new double[ValidationMetrics.SAMPLES];
        Map<Metric, double[]> written = new EnumMap<>(Metric.class);
        for (int sample = 0; sample < values.length; sample++) {
            MetricTotals totals = MetricTotals.of(drawnLabels(), drawnScores(random));
            for (Metric metric : Metric.values()) {
                written.computeIfAbsent(metric, any -> new double[values.length])[sample] =
                        metric.value(totals).orElseThrow();
            }
        }

        JsonNode validation = ValidationMetrics.of(labels, scores);

        for (Metric metric : Metric.values()) {
            if (metric.describesTheModel()) {
                double value = validation.path("metrics").path(metric.key()).doubleValue();
                assertThat(validation
                                .at("/intervals/bounds/" + metric.key() + "/low")
                                .doubleValue())
                        .as(metric.key())
                        .isEqualTo(Math.max(
                                metric.range().low(),
                                value - 1.96 * standardDeviation(Objects.requireNonNull(written.get(metric)))));
            }
        }
    }

    private float[] drawnLabels() {
        float[] drawn = new float[ROWS];
        Arrays.fill(drawn, 0, ROWS / 10, 1);
        return drawn;
    }

    private float[] drawnScores(SplittableRandom random) {
        int[] positives =
                IntStream.range(0, ROWS).filter(row -> labels[row] > 0).toArray();
        int[] negatives =
                IntStream.range(0, ROWS).filter(row -> labels[row] == 0).toArray();
        float[] drawn = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int[] rowsOfClass = row < positives.length ? positives : negatives;
            drawn[row] = scores[rowsOfClass[random.nextInt(rowsOfClass.length)]];
        }
        return drawn;
    }

    private static double standardDeviation(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    @Test
    void rowsOfOneClassHaveNoIntervals() {
        JsonNode validation = ValidationMetrics.of(new float[] {0, 0}, new float[] {0.1f, 0.2f});

        assertThat(validation.at("/intervals/bounds")).isEmpty();
        assertThat(validation.at("/metrics/test_rows").intValue()).isEqualTo(2);
    }

    @Test
    void theReportThatHasThemIsValid() {
        var report = Json.object()
                .put("schema_version", "learning.eval_report.v0")
                .put("eval_report_id", "er_0123456789abcdef")
                .put("dataset_manifest_ref", "r/ofs/manifests/d.json")
                .put("gate_decision", "PASS");
        report.putObject("metrics").set("validation", ValidationMetrics.of(labels, scores));
        report.putObject("provenance").put("mf_code_release_id", "r").put("config_revision", "c");

        assertThat(new JsonSchemas().violations(ContractDocument.EVAL_REPORT, report))
                .isEmpty();
    }
}
