package io.modelfactory.worker.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReferenceScoresTest {
    private static final int ROWS = 10_000;

    @Test
    void aConstantAtRarePrevalenceHasAllThatMaximaAskFor() {
        JsonNode constant = reference(0.002).at("/constant_score/metrics");

        // 20 positives of 10,000: 0.002 * 0.998, and a score that is the rate.
        assertThat(constant.path("brier").doubleValue()).isEqualTo(0.002 * 0.998, within(1e-9));
        assertThat(constant.path("ece").doubleValue()).isEqualTo(0, within(1e-9));
        assertThat(constant.path("ece_quantile").doubleValue()).isEqualTo(0, within(1e-9));
        assertThat(constant.path("auc_roc").doubleValue()).isEqualTo(0.5);
        assertThat(constant.path("ks").doubleValue()).isZero();
        assertThat(constant.path("precision_at_50").doubleValue()).isEqualTo(0.002);
        assertThat(constant.path("brier_skill").doubleValue()).isEqualTo(0, within(1e-9));
    }

    @Test
    void aConstantOfAnotherPrevalenceHasNoSkill() {
        assertThat(reference(0.3).at("/constant_score/metrics/brier_skill").doubleValue())
                .isNegative();
        assertThat(reference(0.3).at("/constant_score/score").doubleValue()).isEqualTo(0.3);
    }

    @Test
    void randomOrdersSpreadAroundGuessingAndTheBestOfThemCounts() {
        JsonNode random = reference(0.002).at("/random_order/metrics");

        // The standard deviation of AUC ROC with 20 positives is 0.065 by chance alone; the best of 19 lies above 0.5.
        assertThat(random.path("auc_roc").doubleValue()).isBetween(0.5, 0.75);
        assertThat(random.path("brier").doubleValue()).isGreaterThan(0.002);
        assertThat(random.path("brier_skill").doubleValue()).isNegative();
        assertThat(random.path("test_rows").intValue()).isEqualTo(ROWS);
        assertThat(random.path("test_positives").intValue()).isEqualTo(20);
    }

    @Test
    void theSameRowsHaveTheSameReferenceInAnyOrder() {
        RankedScores ranked = RankedScores.of(new float[] {1, 0, 0, 1}, new float[] {0.9f, 0.2f, 0.4f, 0.4f});
        RankedScores reordered = RankedScores.of(new float[] {0, 1, 1, 0}, new float[] {0.2f, 0.4f, 0.9f, 0.4f});

        assertThat(ReferenceScores.of(ranked, 0.5)).isEqualTo(ReferenceScores.of(reordered, 0.5));
    }

    @Test
    void everyOrderIsAsLikely() {
        RankedScores three = RankedScores.of(new float[] {1, 0, 0}, new float[] {0.9f, 0.5f, 0.1f});
        Random random = new Random(7);
        int[] first = new int[3];
        for (int order = 0; order < 3_000; order++) {
            three.inRandomOrder(random, (group, positives, negatives) -> first[group] += positives);
        }

        for (int count : first) {
            assertThat(count).isBetween(900, 1_100);
        }
    }

    /** To the last bit those of orders that are written out row by row. */
    @Test
    void theBestValuesAreThoseOfTheOrdersWrittenOut() {
        float[] labels = new float[400];
        float[] scores = new float[400];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row % 9 == 0 ? 1 : 0;
            scores[row] = row % 3 == 0 ? row % 45 / 45f : row / 400f;
        }
        JsonNode best = ReferenceScores.of(RankedScores.of(labels, scores), 0.1).at("/random_order/metrics");

        float[] descending = scores.clone();
        Arrays.sort(descending);
        for (int i = 0; i < 200; i++) {
            float low = descending[i];
            descending[i] = descending[399 - i];
            descending[399 - i] = low;
        }
        Random random = new Random(20_260_101L);
        Map<Metric, Double> expected = new EnumMap<>(Metric.class);
        for (int order = 0; order < ReferenceScores.RANDOM_ORDERS; order++) {
            MetricTotals totals = MetricTotals.of(drawnLabels(400, 45, random), descending);
            for (Metric metric : Metric.values()) {
                double value = metric.value(totals).orElseThrow();
                expected.merge(
                        metric, value, metric.direction() == Metric.Direction.LOWER_IS_BETTER ? Math::min : Math::max);
            }
        }
        expected.forEach((metric, value) -> assertThat(best.path(metric.key()).doubleValue())
                .as(metric.key())
                .isEqualTo(value));
    }

    /** Of each row, whether it is one of the positives: selection sampling. */
    private static float[] drawnLabels(int rows, int positives, Random random) {
        float[] labels = new float[rows];
        int found = 0;
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(rows - row) < positives - found ? 1 : 0;
            found += (int) labels[row];
        }
        return labels;
    }

    @Test
    void withoutRowsOrWithOneClassWhatIsUndefinedIsAbsent() {
        RankedScores nothing = RankedScores.of(new float[0], new float[0]);
        RankedScores oneClass = RankedScores.of(new float[] {0, 0}, new float[] {0.1f, 0.2f});

        assertThat(ReferenceScores.of(nothing, 0.5)
                        .at("/constant_score/metrics")
                        .has("brier"))
                .isFalse();
        assertThat(ReferenceScores.of(oneClass, 0.5).at("/random_order/metrics").has("auc_roc"))
                .isFalse();
        assertThat(ReferenceScores.of(oneClass, 0.5).at("/random_order/metrics").has("brier"))
                .isTrue();
    }

    /** A model that finds most of 20 positives among 10,000 rows. */
    private static JsonNode reference(double trainingPrevalence) {
        float[] labels = new float[ROWS];
        float[] scores = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = row % 500 == 0 ? 1 : 0;
            scores[row] = (row % 97 + labels[row] * 400) / 1000;
        }
        return ReferenceScores.of(RankedScores.of(labels, scores), trainingPrevalence);
    }
}
