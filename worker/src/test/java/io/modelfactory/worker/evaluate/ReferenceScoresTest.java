package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
            RankedScores shuffled = three.inRandomOrder(random);
            for (int group = 0; group < 3; group++) {
                first[group] += shuffled.positivesIn(group);
            }
        }

        for (int count : first) {
            assertThat(count).isBetween(900, 1_100);
        }
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
