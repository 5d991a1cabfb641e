package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.FixedPointLogisticLoss;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows that count what their weights say, against rows that are there as often. */
class WeightedTrainingTest {
    private static final int WIDTH = SyntheticRows.FEATURES.size();
    private static final Map<String, JsonNode> PARAMETERS = Map.of(
            "rounds", IntNode.valueOf(30),
            "max_depth", IntNode.valueOf(4),
            "learning_rate", DoubleNode.valueOf(0.3),
            "scale_pos_weight", DoubleNode.valueOf(3));

    @Test
    void aRowOfWeightThreeTrainsAsThreeRowsDo() {
        LabelledMatrix rows = coarse(3_000, 1);
        float[] weights = new float[rows.rows()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = 1 + (row * 7 + row / 11) % 3;
        }

        float[] weighted = score(train(rows.weighted(FloatColumn.of(weights)), 2), rows);
        float[] repeated = score(train(repeated(rows, weights), 2), rows);
        float[] plain = score(train(rows, 2), rows);

        double largest = 0;
        double moved = 0;
        for (int row = 0; row < weighted.length; row++) {
            largest = Math.max(largest, Math.abs(weighted[row] - repeated[row]));
            moved = Math.max(moved, Math.abs(weighted[row] - plain[row]));
        }
        assertThat(largest).isLessThan(1e-6);
        assertThat(moved).as("the weights matter").isGreaterThan(0.01);
    }

    @Test
    void weightsOfOneTrainTheModelWithoutWeights() {
        LabelledMatrix rows = SyntheticRows.of(4_096, 2);
        float[] ones = new float[rows.rows()];
        Arrays.fill(ones, 1);

        float[] weighted = score(train(rows.weighted(FloatColumn.of(ones)), 1), rows);
        float[] plain = score(train(rows, 1), rows);

        for (int row = 0; row < plain.length; row++) {
            assertThat(weighted[row]).isCloseTo(plain[row], within(1e-6f));
        }
    }

    @Test
    void theModelHasTheSameBytesOnAnyNumberOfThreads() {
        LabelledMatrix rows = SyntheticRows.wellSeparated(20_000, 3);
        SplittableRandom random = new SplittableRandom(4);
        float[] weights = new float[rows.rows()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = (float) Math.exp(random.nextDouble(-7, 7));
        }

        byte[] one = train(rows.weighted(FloatColumn.of(weights)), 1);

        assertThat(train(rows.weighted(FloatColumn.of(weights)), 2)).isEqualTo(one);
        assertThat(train(rows.weighted(FloatColumn.of(weights)), 4)).isEqualTo(one);
    }

    @Property(tries = 100)
    void weightedGradientsAddUpWithoutRounding(
            @ForAll @IntRange(min = 1, max = 3_000) int rows,
            @ForAll @DoubleRange(min = 0.01, max = 100) double positiveWeight,
            @ForAll @DoubleRange(min = -20, max = 20) double scale,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] labels = new float[rows];
        float[] margins = new float[rows];
        float[] weights = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(2);
            margins[row] = (float) random.nextDouble(-40, 40);
            weights[row] = (float) Math.exp(scale + random.nextDouble(-6, 6));
        }
        float[] gradients = new float[rows];
        float[] hessians = new float[rows];

        FixedPointLogisticLoss.weighted(labels, weights, positiveWeight)
                .derive(FloatBuffer.wrap(margins), FloatBuffer.wrap(gradients), FloatBuffer.wrap(hessians));

        assertAddsUpExactly(gradients);
        assertAddsUpExactly(hessians);
        for (int row = 0; row < rows; row++) {
            double p = 1 / (1 + Math.exp(-margins[row]));
            double weight = weights[row] * (labels[row] > 0 ? positiveWeight : 1);
            assertThat((double) gradients[row]).isCloseTo(weight * (p - labels[row]), within(1e-2 * weight));
        }
    }

    /** The largest sums are those of parts that all have one sign. */
    private static void assertAddsUpExactly(float[] parts) {
        for (int sign : new int[] {-1, 1}) {
            BigDecimal exact = BigDecimal.ZERO;
            double sum = 0;
            for (float part : parts) {
                if (part * sign > 0) {
                    exact = exact.add(new BigDecimal(part));
                    sum += part;
                }
            }
            assertThat(new BigDecimal(sum)).isEqualByComparingTo(exact);
        }
    }

    @Test
    void boostingStartsFromTheShareThatTheWeightsGiveThePositives() {
        float[] labels = {1, 0, 0};

        assertThat(FixedPointLogisticLoss.weighted(labels, new float[] {1, 2, 3}, 5)
                        .baseScore())
                .isEqualTo(0.5f);
        assertThat(FixedPointLogisticLoss.weighted(labels, new float[] {1e9f, 2, 3}, 1)
                        .baseScore())
                .as("a probability of 1 has no log-odds")
                .isLessThan(1);
    }

    @Test
    void weightsThatWouldRoundARowAwayAreRefused() {
        float[] labels = {1, 0};
        for (float[] weights : new float[][] {{1, 1e-15f}, {1e36f, 1e36f}, {1e-36f, 1e-36f}}) {
            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> FixedPointLogisticLoss.weighted(labels, weights, 1))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.DATASET_INVALID))
                    .withMessageContaining("columns.weight: from")
                    .withMessageContaining("scale or clip them");
        }
    }

    /** Few values a column, so that each has a bin of its own, however often it occurs. */
    private static LabelledMatrix coarse(int rows, long seed) {
        LabelledMatrix fine = SyntheticRows.of(rows, seed);
        float[] values = fine.features().values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.floor(values[i]);
        }
        return new LabelledMatrix(new FeatureMatrix(values, rows, WIDTH), fine.labels());
    }

    private static LabelledMatrix repeated(LabelledMatrix rows, float[] times) {
        int total = 0;
        for (float count : times) {
            total += (int) count;
        }
        float[] values = new float[total * WIDTH];
        float[] labels = new float[total];
        int next = 0;
        for (int row = 0; row < times.length; row++) {
            for (int copy = 0; copy < (int) times[row]; copy++) {
                System.arraycopy(rows.features().values(), row * WIDTH, values, next * WIDTH, WIDTH);
                labels[next++] = rows.labels().get(row);
            }
        }
        return new LabelledMatrix(new FeatureMatrix(values, total, WIDTH), labels);
    }

    private static byte[] train(LabelledMatrix rows, int threads) {
        return new XgboostTrainer(threads)
                .train(rows, SyntheticRows.none(), SyntheticRows.FEATURES, PARAMETERS, 7)
                .content();
    }

    private static float[] score(byte[] model, LabelledMatrix rows) {
        try (XgboostScorer scorer = XgboostScorer.load(model)) {
            return scorer.score(rows.features());
        }
    }
}
